import { crc32 } from 'node:zlib';

/** Beginning and end of bytes of a file, what of them is needed no more, and a checksum. */
const ENTRY = 16;
const SUFFIX = '.ack';
/** Marks the acknowledgement of a single line of a record. */
const ONE_LINE = 0x80000000;

export function acknowledgementsPath(filePath: string): string {
  return filePath + SUFFIX;
}

export function isAcknowledgementOfNone(file: string, files: readonly string[]): boolean {
  return file.endsWith(SUFFIX) && !files.includes(file.slice(0, -SUFFIX.length));
}

/** What of a file is needed no more and not yet written down: for each entry its beginning, its end and what is meant. */
export class Acknowledgements {
  #news: number[] = [];

  get hasNews(): boolean {
    return this.#news.length > 0;
  }

  /** All records of a kind that begin between two positions. */
  range(code: number, from: number, end: number): void {
    this.#news.push(from, end, code);
  }

  /** One line of the record that begins here. */
  line(from: number, index: number): void {
    this.#news.push(from, from + 1, ONE_LINE | index);
  }

  /** What is to be appended to the file; given back where that fails. */
  take(): { readonly bytes: Buffer; putBack(): void } {
    const news = this.#news;
    this.#news = [];
    const bytes = Buffer.allocUnsafe((news.length / 3) * ENTRY);
    for (let i = 0, at = 0; i < news.length; i += 3, at += ENTRY) {
      bytes.writeUInt32LE(news[i]!, at);
      bytes.writeUInt32LE(news[i + 1]!, at + 4);
      bytes.writeUInt32LE(news[i + 2]! >>> 0, at + 8);
      bytes.writeUInt32LE(crc32(bytes.subarray(at, at + 12)), at + 12);
    }
    const putBack = () => {
      this.#news = [...news, ...this.#news];
    };
    return { bytes, putBack };
  }

  /** How many bytes of a file of acknowledgements are whole entries: a torn one would shift all that follow. */
  static wholeBytes(size: number): number {
    return size - (size % ENTRY);
  }
}

/** What the acknowledgements of a file say. Damaged entries say nothing. */
export class Acknowledged {
  readonly #ranges = new Map<number, [number, number][]>();
  readonly #lines = new Set<string>();

  constructor(bytes: Buffer) {
    for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
      if (bytes.readUInt32LE(at + 12) !== crc32(bytes.subarray(at, at + 12))) continue;
      const from = bytes.readUInt32LE(at);
      const code = bytes.readUInt32LE(at + 8);
      if (code >= ONE_LINE) this.#lines.add(`${from} ${code - ONE_LINE}`);
      else {
        const ranges = this.#ranges.get(code) ?? [];
        if (ranges.length === 0) this.#ranges.set(code, ranges);
        ranges.push([from, bytes.readUInt32LE(at + 4)]);
      }
    }
  }

  record(code: number, from: number): boolean {
    return this.#ranges.get(code)?.some(([start, end]) => start <= from && from < end) === true;
  }

  line(from: number, index: number): boolean {
    return this.#lines.has(`${from} ${index}`);
  }
}
