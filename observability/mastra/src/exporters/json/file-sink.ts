import { type FileHandle, open, stat } from 'node:fs/promises';
import { type Clock, systemClock } from '../../clock.ts';
import { RotatedFiles, type RotatedFilesOptions } from './rotated-files.ts';
import type { LineSink } from './sink.ts';

export interface FileSinkOptions extends RotatedFilesOptions {
  readonly path: string;
  readonly maxBytes?: number;
  readonly rotateEvery?: 'hour' | 'day';
  readonly fsync?: boolean;
  /** Told of trouble with files that were put aside; the lines themselves are safe. */
  readonly onTrouble: (error: unknown) => void;
  readonly clock?: Clock;
}

/** The file as it was opened. */
interface OpenFile {
  readonly handle: FileHandle;
  readonly inode: number;
  size: number;
  /** The hour or day that its lines are of. */
  period: string;
  /** A process died in the middle of a line: the next one begins on its own. */
  isTorn: boolean;
}

const NEWLINE = 0x0a;
/** Bytes written at a time: what a failure can leave half done. */
const CHUNK_BYTES = 1024 * 1024;

/** Appends lines to a file and puts it aside in time. A line is in one file, whole, or not there. */
export class FileSink implements LineSink {
  readonly #options: FileSinkOptions;
  readonly #rotated: RotatedFiles;
  readonly #clock: Clock;
  /** Events are nobody else's business; a file that is there keeps its mode, and hands it on when it is rotated. */
  #mode = 0o600;
  #file: OpenFile | undefined;
  #tidying: Promise<void> | undefined;

  constructor(options: FileSinkOptions) {
    this.#options = options;
    this.#rotated = new RotatedFiles(options.path, options);
    this.#clock = options.clock ?? systemClock;
  }

  async write(lines: readonly string[], written: (count: number) => void): Promise<void> {
    let next = 0;
    while (next < lines.length) {
      const file = await this.#current(Buffer.byteLength(lines[next]!));
      const { maxBytes = Number.POSITIVE_INFINITY } = this.#options;
      const room = Math.min(CHUNK_BYTES, maxBytes - file.size);
      const from = next;
      let bytes = 0;
      do bytes += Buffer.byteLength(lines[next++]!);
      while (next < lines.length && bytes + Buffer.byteLength(lines[next]!) <= room);
      await this.#append(file, lines.slice(from, next).join(''));
      written(next - from);
    }
  }

  async close(): Promise<void> {
    await this.#tidying;
    await this.#release();
  }

  /** The file that the next line goes into: opened, found again after somebody moved it, or a new one. */
  async #current(bytes: number): Promise<OpenFile> {
    const file = await this.#opened();
    if (file.size === 0) {
      file.period = this.#period(this.#clock.now());
      return file;
    }
    const isOver = file.period !== this.#period(this.#clock.now());
    const isFull = file.size + bytes > (this.#options.maxBytes ?? Number.POSITIVE_INFINITY);
    if (!isOver && !isFull) return file;
    await this.#release();
    await this.#rotated.add(new Date(this.#clock.now()));
    this.#tidy();
    return this.#current(bytes);
  }

  async #opened(): Promise<OpenFile> {
    const { path } = this.#options;
    if (this.#file) {
      // Another process, or a person, may have put the file aside or written to it.
      const there = await stat(path).catch(() => undefined);
      if (there?.ino === this.#file.inode) {
        this.#file.size = there.size;
        return this.#file;
      }
      await this.#release();
    }
    const handle = await open(path, 'a+', this.#mode);
    try {
      const stats = await handle.stat();
      const { ino, size, mtimeMs } = stats;
      if (stats.isFile()) this.#mode = stats.mode & 0o777;
      this.#file = {
        handle,
        inode: ino,
        size,
        period: this.#period(mtimeMs),
        isTorn: size > 0 && (await lastByte(handle, size)) !== NEWLINE,
      };
      // An earlier process may have ended before it was through.
      if (!this.#tidying) this.#tidy();
      return this.#file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Appends a text whole. What a failure left of it is taken away, or at least ended before the next line. */
  async #append(file: OpenFile, text: string): Promise<void> {
    const bytes = Buffer.from(file.isTorn ? `\n${text}` : text);
    let done = 0;
    try {
      while (done < bytes.length) done += (await file.handle.write(bytes, done)).bytesWritten;
      if (this.#options.fsync) await file.handle.datasync();
    } catch (error) {
      if (done > 0) await undo(file, done);
      await this.#release();
      throw error;
    }
    file.size += done;
    file.isTorn = false;
  }

  #tidy(): void {
    if (!this.#options.compress && this.#options.maxFiles === undefined) return;
    const before = this.#tidying ?? Promise.resolve();
    this.#tidying = before.then(() => this.#rotated.tidy()).catch(error => this.#options.onTrouble(error));
  }

  async #release(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    // What a handle has to say at its end was said by the write before.
    await file?.handle.close().catch(() => undefined);
  }

  #period(atMs: number): string {
    const { rotateEvery } = this.#options;
    return rotateEvery ? new Date(atMs).toISOString().slice(0, rotateEvery === 'hour' ? 13 : 10) : '';
  }
}

async function lastByte(handle: FileHandle, size: number): Promise<number | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 ? buffer[0] : undefined;
}

/** Cuts off what was half written, unless somebody else has written behind it. */
async function undo({ handle, size }: OpenFile, written: number): Promise<void> {
  try {
    const now = await handle.stat();
    if (now.size === size + written) await handle.truncate(size);
  } catch {
    // The torn line is seen, and ended, when the file is opened again.
  }
}
