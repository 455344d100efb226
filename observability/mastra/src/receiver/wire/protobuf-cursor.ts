/** The ways in which protobuf writes a value. */
export const WIRE = Object.freeze({ varint: 0, fixed64: 1, bytes: 2, fixed32: 5 });

/** Reads a protobuf message from its bytes, field by field. Throws where it is torn. */
export class ProtobufCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
  }

  /** The number of a field and its wire type. */
  tag(): number {
    const tag = this.smallVarint();
    if (tag < 8 || tag > 0xffff_ffff) throw new Error(`no field has the tag ${tag}, at byte ${this.at}`);
    return tag;
  }

  /** A whole number below 2⁵³, which is more than any length, tag or small number. */
  smallVarint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      if (factor > 2 ** 56) throw new Error('a number is longer than 10 bytes');
    }
  }

  /** A signed number of 64 bits. */
  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value);
    }
    throw new Error('a number is longer than 10 bytes');
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  sfixed64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** The end of what has its length in front, within `limit`; the cursor is then at its beginning. */
  lengthEnd(limit: number): number {
    const end = this.smallVarint() + this.at;
    if (end > limit) throw new Error(`something is longer than what it is in, at byte ${this.at}`);
    return end;
  }

  /** Steps over the value of a field. */
  skip(wireType: number, limit: number): void {
    switch (wireType) {
      case WIRE.varint:
        while (this.#byte() >= 128);
        break;
      case WIRE.fixed64:
        this.#advance(8);
        break;
      case WIRE.bytes:
        this.at = this.lengthEnd(limit);
        break;
      case WIRE.fixed32:
        this.#advance(4);
        break;
      default:
        throw new Error(`wire type ${wireType} is not known, at byte ${this.at}`);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new Error('it ends too early');
    return byte;
  }

  #advance(count: number): number {
    const at = this.at;
    this.at += count;
    if (this.at > this.#bytes.length) throw new Error('it ends too early');
    return at;
  }
}
