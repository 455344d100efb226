import { open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Segment } from './segment.ts';

/** Beginning, end and checksum of bytes of a segment that nobody needs any more. */
const ENTRY = 12;
const SUFFIX = '.ack';

export function acknowledgementsPath(segmentPath: string): string {
  return segmentPath + SUFFIX;
}

export function isAcknowledgementOfNone(file: string, files: readonly string[]): boolean {
  return file.endsWith(SUFFIX) && !files.includes(file.slice(0, -SUFFIX.length));
}

/** Appends what is new beside the segment, synced where the segment is about to go. */
export async function saveAcknowledgements(segment: Segment, sync: boolean): Promise<void> {
  const news = segment.takeNews();
  const bytes = Buffer.allocUnsafe((news.length / 2) * ENTRY);
  for (let i = 0, at = 0; i < news.length; i += 2, at += ENTRY) {
    bytes.writeUInt32LE(news[i]!, at);
    bytes.writeUInt32LE(news[i + 1]!, at + 4);
    bytes.writeUInt32LE(crc32(bytes.subarray(at, at + 8)), at + 8);
  }
  try {
    const file = await open(acknowledgementsPath(segment.path), 'a', 0o600);
    try {
      // A torn entry of a failed attempt would shift all that follow.
      const { size } = await file.stat();
      if (size % ENTRY !== 0) await file.truncate(size - (size % ENTRY));
      await file.appendFile(bytes);
      if (sync) await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    segment.putBack(news);
    throw error;
  }
}

/** Answers whether a record that begins at some byte is needed no more. A damaged entry says nothing. */
export async function readAcknowledgements(segmentPath: string): Promise<(from: number) => boolean> {
  const bytes = await readFile(acknowledgementsPath(segmentPath)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const ranges: (readonly [number, number])[] = [];
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
    if (bytes.readUInt32LE(at + 8) !== crc32(bytes.subarray(at, at + 8))) continue;
    ranges.push([bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]);
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, end] of ranges) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([from, end]);
  }
  return from => {
    let low = 0;
    let high = merged.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (merged[middle]![1] <= from) low = middle + 1;
      else high = middle;
    }
    return low < merged.length && merged[low]![0] <= from;
  };
}
