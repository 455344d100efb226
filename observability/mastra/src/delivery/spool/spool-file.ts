import { closeSync, constants, fdatasyncSync, ftruncate } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SIGNALS, type Signal } from '@mastra/core/observability';
import type { DiskCopy } from '../queued-event.ts';
import type { DiskRange, DiskRecord, Segment } from '../segment.ts';
import { Acknowledgements, acknowledgementsPath } from './acknowledgements.ts';
import {
  closeFd,
  openFd,
  openSync,
  readFd,
  syncDirectory,
  syncDirectorySync,
  syncFd,
  writeAll,
  writeAllSync,
} from './files.ts';
import {
  decodeHead,
  FORMAT,
  type IntactLine,
  intactLines,
  nextMark,
  type RecordHead,
  type RecordKind,
} from './record.ts';

/** What a record is acknowledged by, beside its position. */
export function codeOf(kind: RecordKind, signal: Signal): number {
  return kind.charCodeAt(0) * 256 + SIGNALS.indexOf(signal);
}

/** A record, or bytes that are none, as they lie in a file. */
export interface FoundRecord {
  readonly from: number;
  readonly end: number;
  /** `undefined` for bytes in which no head could be read. */
  readonly head: RecordHead | undefined;
  /** Whether the file ends before the record does: it was being written when the process ended. */
  readonly isTorn: boolean;
}

const READ_BYTES = 64 * 1024;

/** An append-only file of records, and what is known of them: how many events are still needed, and which no longer. */
export class SpoolFile {
  readonly path: string;
  /** Bytes that are in use, or about to be. */
  size: number;
  /** Events that somebody still needs. */
  live = 0;
  /** Its directory was removed: what was in it is lost. */
  isLost = false;
  readonly acknowledgements = new Acknowledgements();
  /** What was reserved and could not be written. */
  readonly #holes: { readonly from: number; readonly end: number }[] = [];
  /** The last range of each kind and signal, and whose it is. */
  readonly #last = new Map<number, { readonly range: FileRange; readonly of: Segment }>();
  #fd: number | undefined;
  /** Writes under way: the file is closed after them. */
  #writing = 0;
  #isFinished: boolean;
  #isDirectorySynced = false;

  private constructor(path: string, size: number, fd: number | undefined) {
    this.path = path;
    this.size = size;
    this.#fd = fd;
    this.#isFinished = fd === undefined;
  }

  /** Makes a new file at once. */
  static create(path: string): SpoolFile {
    const fd = openSync(path, NEW);
    writeAllSync(fd, Buffer.from(FORMAT), 0);
    return new SpoolFile(path, FORMAT.length, fd);
  }

  /** A file that an earlier process left. */
  static found(path: string, size: number): SpoolFile {
    return new SpoolFile(path, size, undefined);
  }

  /** Whether records are still appended. */
  get isOpen(): boolean {
    return this.#fd !== undefined;
  }

  /** Takes up room behind everything else, and answers where it begins. It is written at once, or with `write`. */
  reserve(bytes: number): number {
    const from = this.size;
    this.size += bytes;
    return from;
  }

  /** Writes and syncs bytes into room that was reserved. Where that fails, nothing is there. */
  async write(bytes: Buffer, from: number): Promise<void> {
    const fd = this.#fd!;
    this.#writing++;
    try {
      await writeAll(fd, bytes, from);
      await syncFd(fd);
      // A new file is there after a power failure only when its directory is synced too.
      if (!this.#isDirectorySynced) await syncDirectory(dirname(this.path));
      this.#isDirectorySynced = true;
    } catch (error) {
      const end = from + bytes.length;
      this.#holes.push({ from, end });
      // What cannot be cut off is a torn record, or one that arrives twice after a restart.
      if (this.size === end) await new Promise<void>(resolve => ftruncate(fd, from, () => resolve()));
      throw error;
    } finally {
      this.#writing--;
      if (this.#isFinished) this.#close();
    }
  }

  /** The same for a caller who cannot wait. */
  writeSync(bytes: Buffer, from: number): void {
    try {
      writeAllSync(this.#fd!, bytes, from);
      fdatasyncSync(this.#fd!);
      if (!this.#isDirectorySynced) syncDirectorySync(dirname(this.path));
      this.#isDirectorySynced = true;
    } catch (error) {
      this.#holes.push({ from, end: from + bytes.length });
      throw error;
    }
  }

  /**
   * Room that was just reserved is for a record of this segment: in the same range as the one before, unless another
   * segment has had room of the same kind and signal since.
   */
  claim(segment: Segment, kind: RecordKind, signal: Signal, from: number, end: number, events: number): void {
    const code = codeOf(kind, signal);
    const last = this.#last.get(code);
    this.live += events;
    if (last?.of === segment && !last.range.isReleased && segment.ranges.includes(last.range)) {
      last.range.extend(end, events);
      return;
    }
    const range = new FileRange(this, kind, signal, from, end, events);
    this.#last.set(code, { range, of: segment });
    segment.ranges.push(range);
  }

  /** A line of a record, for an event that is settled by itself. */
  lineAt(from: number, index: number): DiskCopy {
    this.live++;
    let isReleased = false;
    return {
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.live--;
        this.acknowledgements.line(from, index);
      },
    };
  }

  /** Records that nobody needs. */
  acknowledge(kind: RecordKind, signal: Signal, from: number, end: number): void {
    this.acknowledgements.range(codeOf(kind, signal), from, end);
  }

  /** Finds the records between two positions, and what is between them. Bodies are not read. */
  async *records(from: number, to: number): AsyncGenerator<FoundRecord> {
    const reader = await this.#reader();
    try {
      for (let at = from; at < to; ) {
        const hole = this.#holes.find(one => one.from <= at && at < one.end);
        if (hole) {
          at = hole.end;
          continue;
        }
        const head = await this.#headAt(reader, at, to);
        const end = head ? at + head.headBytes + head.bodyBytes : await this.#nextHead(reader, at + 1, to);
        yield { from: at, end: Math.min(end, to), head, isTorn: head ? end > to : end >= to };
        at = end;
      }
    } finally {
      await reader.close();
    }
  }

  /** The lines of a record that are as they were written. */
  async linesOf(record: FoundRecord, head: RecordHead): Promise<readonly IntactLine[]> {
    const from = record.from + head.headBytes;
    return intactLines(head, await this.#read(from, record.end - from));
  }

  /** Bytes that are no record. */
  bytesOf(record: FoundRecord): Promise<Buffer> {
    return this.#read(record.from, record.end - record.from);
  }

  async #read(from: number, length: number): Promise<Buffer> {
    const reader = await this.#reader();
    try {
      return await reader.read(from, length);
    } finally {
      await reader.close();
    }
  }

  /** Appends to the disk what is needed no more. Synced where the file is about to go. */
  async saveAcknowledgements(sync: boolean): Promise<void> {
    const { bytes, putBack } = this.acknowledgements.take();
    try {
      const file = await open(acknowledgementsPath(this.path), APPEND, 0o600);
      try {
        const { size } = await file.stat();
        const whole = Acknowledgements.wholeBytes(size);
        if (whole !== size) await file.truncate(whole);
        await file.appendFile(bytes);
        if (sync) await file.datasync();
      } finally {
        await file.close();
      }
    } catch (error) {
      putBack();
      throw error;
    }
  }

  saveAcknowledgementsSync(): void {
    if (!this.acknowledgements.hasNews) return;
    const { bytes, putBack } = this.acknowledgements.take();
    try {
      const fd = openSync(acknowledgementsPath(this.path), APPEND);
      // It is opened to append: the position does not matter.
      writeAllSync(fd, bytes, 0);
      closeSync(fd);
    } catch {
      putBack();
    }
  }

  /** Nothing is appended any more. */
  finish(): void {
    this.#isFinished = true;
    this.#last.clear();
    if (this.#writing === 0) this.#close();
  }

  /** Its path leads nowhere any more: its bytes are written to the same path again. */
  async restore(): Promise<void> {
    const former = this.#fd!;
    const bytes = await readFd(former, 0, this.size);
    const fd = openSync(this.path, NEW);
    await writeAll(fd, bytes, 0);
    await syncFd(fd);
    this.#fd = fd;
    this.#isDirectorySynced = false;
    await closeFd(former);
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(acknowledgementsPath(this.path), { force: true });
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  async #reader(): Promise<Reader> {
    return this.#fd === undefined ? new Reader(await openFd(this.path, READ), true) : new Reader(this.#fd, false);
  }

  async #headAt(reader: Reader, at: number, to: number): Promise<RecordHead | undefined> {
    let bytes = await reader.read(at, Math.min(READ_BYTES, to - at));
    // A head is long where a record has many lines.
    while (bytes[0] === FIRST && bytes.indexOf(LAST) < 0 && bytes.length < to - at) {
      const longer = await reader.read(at, Math.min(bytes.length * 4, to - at));
      if (longer.length <= bytes.length) break;
      bytes = longer;
    }
    return decodeHead(bytes, 0);
  }

  async #nextHead(reader: Reader, from: number, to: number): Promise<number> {
    for (let at = from; at < to; ) {
      const bytes = await reader.read(at, Math.min(READ_BYTES * 4, to - at));
      if (bytes.length === 0) return to;
      for (let mark = nextMark(bytes, 0); mark >= 0; mark = nextMark(bytes, mark + 1)) {
        const head = decodeHead(bytes, mark);
        if (head) return at + mark;
        // It may go on behind these bytes.
        if (mark > 0 && bytes.indexOf(LAST, mark) < 0 && at + bytes.length < to) {
          const more = await reader.read(at + mark, Math.min(READ_BYTES * 16, to - at - mark));
          if (decodeHead(more, 0)) return at + mark;
        }
      }
      at += bytes.length;
    }
    return to;
  }
}

const FIRST = 0x23;
const LAST = 0x0a;
/** Windows has no such flag, and links only for those who may do anything. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;
const READ = constants.O_RDONLY | NO_LINK;
const NEW = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_LINK;

class Reader {
  readonly #fd: number;
  readonly #isOwn: boolean;

  constructor(fd: number, isOwn: boolean) {
    this.#fd = fd;
    this.#isOwn = isOwn;
  }

  read(from: number, length: number): Promise<Buffer> {
    return readFd(this.#fd, from, length);
  }

  async close(): Promise<void> {
    if (this.#isOwn) await closeFd(this.#fd);
  }
}

/** Records of one segment, one kind and one signal in a file. */
export class FileRange implements DiskRange {
  readonly file: SpoolFile;
  readonly kind: RecordKind;
  readonly signal: Signal;
  readonly from: number;
  #end: number;
  #events: number;
  #isReleased = false;

  constructor(file: SpoolFile, kind: RecordKind, signal: Signal, from: number, end: number, events: number) {
    this.file = file;
    this.kind = kind;
    this.signal = signal;
    this.from = from;
    this.#end = end;
    this.#events = events;
  }

  get isLost(): boolean {
    return this.file.isLost;
  }

  async *read(): AsyncGenerator<DiskRecord> {
    for await (const record of this.file.records(this.from, this.#end)) {
      const { head } = record;
      if (head?.kind !== this.kind || head.signal !== this.signal) continue;
      yield { signal: head.signal, lines: await this.file.linesOf(record, head), weights: head.weights };
    }
  }

  get isReleased(): boolean {
    return this.#isReleased;
  }

  extend(end: number, events: number): void {
    this.#end = end;
    this.#events += events;
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.file.live -= this.#events;
    this.file.acknowledge(this.kind, this.signal, this.from, this.#end);
  }
}
