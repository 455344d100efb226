const CHUNK_BYTES = 256 * 1024;
/** Up to so many characters a loop is quicker than a call of the runtime's encoder. */
const SHORT_TEXT = 40;
const TWO_TO_32 = 2 ** 32;

/** Writes numbers, little end first, and texts as UTF-8, into chunks that are never copied. */
export class ByteWriter {
  readonly #full: Uint8Array[] = [];
  #buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #view = viewOf(this.#buffer);
  #at = 0;

  /** The chunks that have been written, in order. The writer is at its end then. */
  chunks(): Uint8Array[] {
    return [...this.#full, this.#buffer.subarray(0, this.#at)];
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = value;
  }

  uint16(value: number): void {
    this.#room(2);
    this.#view.setUint16(this.#at, value, true);
    this.#at += 2;
  }

  uint32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** A whole number from 0 to 2^53, in 64 bits. */
  uint64(value: number): void {
    this.#room(8);
    this.#view.setUint32(this.#at, value % TWO_TO_32, true);
    this.#view.setUint32(this.#at + 4, Math.floor(value / TWO_TO_32), true);
    this.#at += 8;
  }

  float64(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** A whole number of seven bits a byte, the last ones first. */
  varint(value: number): void {
    this.#room(8);
    let rest = value;
    while (rest >= 128) {
      this.#buffer[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#at++] = rest;
  }

  /** A text with its length in bytes before it. */
  text(value: string): void {
    const { length } = value;
    if (length > SHORT_TEXT || !this.#shortText(value, length)) this.#longText(value);
  }

  /** Answers false, with nothing written, for a text that is not ASCII. */
  #shortText(value: string, length: number): boolean {
    this.#room(length + 1);
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = length;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 128) return false;
      buffer[at++] = code;
    }
    this.#at = at;
    return true;
  }

  #longText(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.varint(bytes);
    this.#room(bytes);
    this.#at += this.#buffer.write(value, this.#at, 'utf8');
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    this.#full.push(this.#buffer.subarray(0, this.#at));
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, bytes));
    this.#view = viewOf(this.#buffer);
    this.#at = 0;
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
