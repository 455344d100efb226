/** One record as it goes over the wire. */
export interface Piece {
  /** The same for the same record, however often it is sent. */
  readonly key: string;
  /** JSON. */
  readonly text: string;
}

export interface PackLimits {
  /** Of the pieces and the commas between them. */
  readonly maxBytes: number;
  readonly maxCount: number;
}

/** Puts pieces together, in order, into as few requests as the limits allow. A piece that is too big goes alone. */
export function* packed(pieces: readonly Piece[], limits: PackLimits): Generator<readonly Piece[]> {
  let pack: Piece[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    const size = Buffer.byteLength(piece.text) + 1;
    if (pack.length > 0 && (bytes + size > limits.maxBytes || pack.length >= limits.maxCount)) {
      yield pack;
      pack = [];
      bytes = 0;
    }
    pack.push(piece);
    bytes += size;
  }
  if (pack.length > 0) yield pack;
}
