import { open } from 'node:fs/promises';
import { decodeRecord, endOfLine, type SpoolRecord } from './record.ts';

/** One line of a segment. Without a record it is damaged. */
export interface ReadLine {
  readonly from: number;
  readonly end: number;
  readonly record: SpoolRecord | undefined;
}

const CHUNK_BYTES = 256 * 1024;

/** The whole lines between two positions of a file, some at a time. A line that has no end is left out. */
export async function* readLines(path: string, from: number, to: number): AsyncGenerator<readonly ReadLine[]> {
  const file = await open(path, 'r');
  try {
    let start = from;
    let length = CHUNK_BYTES;
    while (start < to) {
      const chunk = Buffer.allocUnsafe(Math.min(length, to - start));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, start);
      if (bytesRead === 0) return;
      const bytes = chunk.subarray(0, bytesRead);
      const lines: ReadLine[] = [];
      let at = 0;
      for (let end = endOfLine(bytes, at); end > 0; end = endOfLine(bytes, at)) {
        lines.push({ from: start + at, end: start + end, record: decodeRecord(bytes.subarray(at, end - 1)) });
        at = end;
      }
      if (at === 0) {
        if (start + bytesRead >= to) return;
        // A record larger than the chunk.
        length *= 2;
        continue;
      }
      length = CHUNK_BYTES;
      start += at;
      yield lines;
    }
  } finally {
    await file.close();
  }
}
