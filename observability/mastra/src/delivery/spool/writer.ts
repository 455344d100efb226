import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FORMAT } from './record.ts';
import { type Place, Segment } from './segment.ts';

/** What a segment holds: events on their way, or events that were refused. */
export type SegmentKind = 'events' | 'quarantine';

export const SEGMENT_KINDS: readonly SegmentKind[] = ['events', 'quarantine'];

/** Appends records to one segment after another. What `append` has answered is on the disk. */
export class SegmentWriter {
  readonly #directory: string;
  readonly #kind: SegmentKind;
  readonly #segmentBytes: number;
  #current: { readonly handle: FileHandle; readonly segment: Segment } | undefined;
  #count = 0;

  constructor(directory: string, kind: SegmentKind, segmentBytes: number) {
    this.#directory = directory;
    this.#kind = kind;
    this.#segmentBytes = segmentBytes;
  }

  /** Writes and syncs a group of lines. Where that fails, none of them counts as written. */
  async append(lines: readonly Buffer[]): Promise<readonly Place[]> {
    if (this.#current && this.#current.segment.size >= this.#segmentBytes) await this.finish();
    this.#current ??= await this.#begin();
    const { handle, segment } = this.#current;
    try {
      await writeAll(handle, Buffer.concat(lines), segment.size);
      await handle.datasync();
    } catch (error) {
      await this.#abandon();
      throw error;
    }
    let from = segment.size;
    const places = lines.map(line => {
      const place = { segment, from, end: from + line.length };
      from = place.end;
      return place;
    });
    segment.size = from;
    segment.live += lines.length;
    return places;
  }

  /** Ends the segment of which nothing is needed, so that it can go. */
  async finishUseless(): Promise<void> {
    if (this.#current?.segment.live === 0) await this.finish();
  }

  async finish(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (!current) return;
    current.segment.isOpen = false;
    await current.handle.close();
  }

  async #begin(): Promise<{ readonly handle: FileHandle; readonly segment: Segment }> {
    const path = join(this.#directory, `${String(++this.#count).padStart(8, '0')}.${this.#kind}`);
    const handle = await open(path, 'wx', 0o600);
    try {
      await writeAll(handle, Buffer.from(FORMAT), 0);
      await syncDirectory(dirname(path));
      return { handle, segment: new Segment(path, FORMAT.length, true) };
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** After a failure nothing is known of what is behind the last sync: it is cut off, and the next group begins anew. */
  async #abandon(): Promise<void> {
    const { handle, segment } = this.#current!;
    this.#current = undefined;
    segment.isOpen = false;
    // What cannot be cut off is a torn tail, or records that arrive twice.
    await handle.truncate(segment.size).catch(() => undefined);
    await handle.close().catch(() => undefined);
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** A new file is there after a power failure only when its directory is synced too. Windows knows no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
