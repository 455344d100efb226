/**
 * Whether a text has a stretch of so many characters without white space. It looks backwards from the last place where
 * such a stretch could still end, so that in prose most characters are never read.
 */
export function hasRun(text: string, length: number): boolean {
  let start = 0;
  while (start + length <= text.length) {
    let at = start + length - 1;
    while (at >= start && text.charCodeAt(at) > 32) at--;
    if (at < start) return true;
    start = at + 1;
  }
  return false;
}
