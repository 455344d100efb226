/** What fits into one request. */
export interface PackLimits<T> {
  /** Of an item, in bytes. */
  readonly sizeOf: (item: T) => number;
  /** Of all items of a pack, each with a comma. */
  readonly maxBytes: number;
  /** @default no limit */
  readonly maxCount?: number;
}

/** Puts items together, in order, into as few packs as the limits allow. An item that is too big goes alone. */
export function* packed<T>(items: Iterable<T>, limits: PackLimits<T>): Generator<readonly T[]> {
  const { sizeOf, maxBytes, maxCount = Number.POSITIVE_INFINITY } = limits;
  let pack: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item) + 1;
    if (pack.length > 0 && (bytes + size > maxBytes || pack.length >= maxCount)) {
      yield pack;
      pack = [];
      bytes = 0;
    }
    pack.push(item);
    bytes += size;
  }
  if (pack.length > 0) yield pack;
}

const COMMA = Buffer.from(',');

/**
 * A body around a list of records that are JSON already. Bytes and not text: a record is encoded when it is made, in a
 * turn of its own, and not the whole body at once.
 *
 * @example
 * const body = jsonBody('{"batch":[', events, ']}');
 */
export function jsonBody(before: string, items: readonly Uint8Array[], after: string): Uint8Array<ArrayBuffer> {
  const chunks: Uint8Array[] = [Buffer.from(before)];
  items.forEach((item, index) => {
    if (index > 0) chunks.push(COMMA);
    chunks.push(item);
  });
  chunks.push(Buffer.from(after));
  return Buffer.concat(chunks);
}
