const MIN_BYTES = 1024;
/** A loop is faster than a native call for texts up to about this length. */
const SHORT = 24;

/**
 * Writes protobuf fields one after the other into a buffer that grows. A message within a message is written between
 * `begin` and `end`.
 */
export class MessageWriter {
  #buffer: Buffer;
  #at = 0;

  /** `expectedBytes`: about how much will be written. */
  constructor(expectedBytes = MIN_BYTES) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(MIN_BYTES, Math.ceil(expectedBytes)));
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#at;
  }

  /** What was written. Nothing may be written afterwards. */
  finish(): Buffer<ArrayBufferLike> {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Begins a message; what it answers is to be given to {@link end}. */
  begin(field: number): number {
    this.#reserve(16);
    this.#tag(field, 2);
    // One byte for the length, which is enough for most.
    return ++this.#at;
  }

  end(begun: number): void {
    const length = this.#at - begun;
    const extra = varintBytes(length) - 1;
    if (extra > 0) {
      this.#reserve(extra);
      this.#buffer.copyWithin(begun + extra, begun, this.#at);
    }
    this.#at = begun - 1;
    this.#varint(length);
    this.#at += length;
  }

  text(field: number, value: string): void {
    if (value.length <= SHORT) {
      this.#reserve(SHORT * 3 + 16);
      this.#tag(field, 2);
      if (this.#ascii(value)) return;
    }
    const bytes = Buffer.byteLength(value);
    if (value.length > SHORT) {
      this.#reserve(bytes + 16);
      this.#tag(field, 2);
    }
    this.#varint(bytes);
    this.#at += this.#buffer.write(value, this.#at, bytes, 'utf8');
  }

  /** Bytes that are given as hex digits. */
  hex(field: number, digits: string): void {
    this.#reserve(digits.length + 16);
    this.#tag(field, 2);
    this.#varint(digits.length >> 1);
    this.#at += this.#buffer.write(digits, this.#at, 'hex');
  }

  bytes(field: number, value: Uint8Array): void {
    this.#reserve(value.length + 16);
    this.#tag(field, 2);
    this.#varint(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  /** A whole number, `int64`, `uint32`, an enum or a boolean. Negative ones are two's complement, as `int64` has them. */
  integer(field: number, value: number | bigint | boolean): void {
    this.#reserve(24);
    this.#tag(field, 0);
    if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) this.#varint(value);
    else if (typeof value === 'boolean') this.#buffer[this.#at++] = value ? 1 : 0;
    else this.#wideVarint(BigInt.asUintN(64, BigInt(value)));
  }

  double(field: number, value: number): void {
    this.#reserve(24);
    this.#tag(field, 1);
    this.#bareDouble(value);
  }

  fixed64(field: number, value: bigint): void {
    this.#reserve(24);
    this.#tag(field, 1);
    this.#at = this.#buffer.writeBigUInt64LE(value, this.#at);
  }

  fixed32(field: number, value: number): void {
    this.#reserve(16);
    this.#tag(field, 5);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  /** Many numbers of eight bytes as one field. */
  packedDoubles(field: number, values: readonly number[]): void {
    this.#packed(field, values.length);
    for (const value of values) this.#bareDouble(value);
  }

  packedFixed64(field: number, values: readonly bigint[]): void {
    this.#packed(field, values.length);
    for (const value of values) this.#at = this.#buffer.writeBigUInt64LE(value, this.#at);
  }

  #packed(field: number, count: number): void {
    this.#reserve(count * 8 + 16);
    this.#tag(field, 2);
    this.#varint(count * 8);
  }

  #bareDouble(value: number): void {
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  /** Writes a short text with its length; takes it back and answers `false` if it is not ASCII. */
  #ascii(value: string): boolean {
    const begun = this.#at;
    this.#buffer[this.#at++] = value.length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        this.#at = begun;
        return false;
      }
      this.#buffer[this.#at++] = code;
    }
    return true;
  }

  #tag(field: number, wireType: number): void {
    this.#varint((field << 3) | wireType);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#at++] = rest;
  }

  #wideVarint(value: bigint): void {
    let rest = value;
    for (; rest > 127n; rest >>= 7n) this.#buffer[this.#at++] = Number(rest & 127n) | 128;
    this.#buffer[this.#at++] = Number(rest);
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}
