/** Writes UTF-8 without the checks of `write`; it is there in every version of Node that is supported. */
interface FastBuffer extends Buffer {
  utf8Write?(text: string, offset: number): number;
}

/** UTF-8 text that grows: one piece of memory, written from the front and doubled when it is full. */
export class TextBuffer {
  #bytes: FastBuffer;
  #length = 0;

  constructor(size = 64 * 1024) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  get length(): number {
    return this.#length;
  }

  write(text: string): void {
    // A UTF-16 unit is three bytes at most.
    this.#reserve(text.length * 3);
    const bytes = this.#bytes;
    this.#length += bytes.utf8Write?.(text, this.#length) ?? bytes.write(text, this.#length);
  }

  /** What was written. The memory is shared: write nothing afterwards. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const grown: FastBuffer = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
