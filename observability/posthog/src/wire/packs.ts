/** Puts texts together, in order, into as few lists as a limit in bytes allows. A text that is too big goes alone. */
export function* packed(texts: readonly string[], maxBytes: number): Generator<readonly string[]> {
  let pack: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    const size = Buffer.byteLength(text) + 1;
    if (pack.length > 0 && bytes + size > maxBytes) {
      yield pack;
      pack = [];
      bytes = 0;
    }
    pack.push(text);
    bytes += size;
  }
  if (pack.length > 0) yield pack;
}
