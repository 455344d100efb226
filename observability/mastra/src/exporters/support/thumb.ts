const THUMBS: Readonly<Record<string, 0 | 1>> = { up: 1, positive: 1, like: 1, down: 0, negative: 0, dislike: 0 };

/** A thumb as a score: 1 for `up` and its like, 0 for `down` and its like; `undefined` for other words. */
export function thumbScore(value: string): 0 | 1 | undefined {
  const word = value.toLowerCase();
  return Object.hasOwn(THUMBS, word) ? THUMBS[word] : undefined;
}
