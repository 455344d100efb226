const STOP_WORDS = new Set(
  'and any are but can does for from has have how into its not one that the their them there they this was what when where which who why will with you your'.split(
    ' ',
  ),
);

/** The words of a text that say what it is about, in lower case, each once. */
export function keywordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[a-z]{3,}/g) ?? [];
  return [...new Set(words.filter(word => !STOP_WORDS.has(word)))];
}

/** How many of the keywords a text has, in the singular or the plural. */
export function countKeywords(text: string, keywords: readonly string[]): number {
  const words = new Set((text.toLowerCase().match(/[a-z]{3,}/g) ?? []).map(singular));
  return keywords.filter(keyword => words.has(singular(keyword))).length;
}

function singular(word: string): string {
  return word.replace(/s$/, '');
}
