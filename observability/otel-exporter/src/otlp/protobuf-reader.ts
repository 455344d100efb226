/** One field of a protobuf message. */
export interface ProtobufField {
  readonly number: number;
  /** Varints and fixed numbers as they are, everything else as bytes. */
  readonly value: number | Uint8Array;
}

/** Reads the fields of a message, ending quietly where it is torn: it is only ever an answer's fine print. */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  const cursor = new Cursor(bytes);
  while (!cursor.done) {
    const tag = cursor.varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: cursor.varint() };
        break;
      case 1:
        yield { number, value: cursor.take(8) };
        break;
      case 2:
        yield { number, value: cursor.take(cursor.varint()) };
        break;
      case 5:
        yield { number, value: cursor.take(4) };
        break;
      default:
        return;
    }
  }
}

class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Exact up to 2⁵³, which is beyond any count or delay. */
  varint(): number {
    let value = 0;
    for (let factor = 1; !this.done; factor *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) break;
    }
    return value;
  }

  take(length: number): Uint8Array {
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return part;
  }
}
