import type { DiagnosticLogger, SpoolHealth } from '@mastra/core/observability';
import { after, type Clock, cancel, cancelEvery, every, turn } from '../../clock.ts';
import { asOwnWork } from '../../context/own-work.ts';
import { messageOf } from '../message.ts';
import type { ResolvedSpool } from '../options.ts';
import type { RefusedEvent } from '../quarantine.ts';
import type { Queue } from '../queue.ts';
import type { QueuedEvent } from '../queued-event.ts';
import type { DiskRange, Segment } from '../segment.ts';
import { withTimeout } from '../timeout.ts';
import { SpoolDirectory } from './directory.ts';
import { DiskQuota } from './disk-quota.ts';
import { DiskTrouble } from './disk-trouble.ts';
import { type EncodedRecord, encodeRecords, encodeRefusal } from './encode-records.ts';
import { atExit } from './exit.ts';
import { inheritFile } from './inherit.ts';
import { holdName } from './owner.ts';
import { eventsOf, queuedEvent } from './read-events.ts';
import type { SpoolFile } from './spool-file.ts';

/** What the end of a process may take beyond its deadline, in milliseconds, so that nothing is lost. */
const GRACE_MS = 100;
const FILE_BYTES = 8 * 1024 * 1024;
/** How often the spool looks whether its directory is still there. */
const LOOK_MS = 1000;
/** How often it looks for what dead processes left, and for what is too old. */
const LOOK_AROUND_MS = 15_000;
/** So much is synced at once. */
const GROUP_BYTES = 4 * 1024 * 1024;
/** So much is made text between two turns of the event loop: about a millisecond. */
const SLICE_BYTES = 256 * 1024;
const SLICE_EVENTS = 128;
/** The part of memory that is for what is sent next; what is beyond leaves it once it is on the disk. */
const HEAD = 0.5;

export interface SpoolInit {
  readonly name: string;
  readonly queue: Queue;
  readonly logger: DiagnosticLogger;
  readonly clock: Clock;
}

/** Events of a segment that are written together. */
interface Part {
  readonly segment: Segment;
  readonly events: readonly QueuedEvent[];
  readonly upTo: number;
}

interface Refusals {
  readonly events: readonly RefusedEvent[];
  /** Where the events were; needed until they are written down as refused. */
  readonly ranges: readonly DiskRange[];
}

/**
 * The disk behind the queue of one exporter. Everything that is not delivered soon is written and synced in groups; what
 * memory has no room for leaves it once it is on the disk, and is read back when its turn comes; what a process that was
 * killed has left is taken over by the next one.
 */
export class Spool {
  readonly #options: ResolvedSpool;
  readonly #init: SpoolInit;
  readonly #queue: Queue;
  readonly #name: ReturnType<typeof holdName>;
  readonly #trouble: DiskTrouble;
  readonly #quota: DiskQuota;
  readonly #stopAtExit: () => void;
  readonly #opened: Promise<void>;
  #directory: SpoolDirectory | undefined;
  #refusals: Refusals[] = [];
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #nextLookAround = 0;
  #isClosed = false;

  constructor(options: ResolvedSpool, init: SpoolInit) {
    const { name, queue, logger, clock } = init;
    this.#options = options;
    this.#init = init;
    this.#queue = queue;
    this.#name = holdName(options.dir, name);
    this.#trouble = new DiskTrouble(name, this.#name.path, logger, clock);
    this.#quota = new DiskQuota(name, options.maxBytes, logger);
    this.#stopAtExit = atExit(() => this.#writeAtExit());
    this.#look = every(LOOK_MS, () => void this.#start());
    this.#opened = this.#start();
  }

  /** Why nothing can be written now. */
  get trouble(): string | undefined {
    return this.#trouble.message;
  }

  /** Whether events are turned away because of `maxBytes`. */
  get isFull(): boolean {
    return this.#quota.isExceeded;
  }

  health(): SpoolHealth {
    const trouble = this.#trouble.message;
    const bytes = this.#directory?.bytes ?? 0;
    return { directory: this.#name.path, bytes, ...(trouble === undefined ? {} : { trouble }) };
  }

  /** There is something new in the queue. */
  noticed(): void {
    if (this.#timer === undefined && this.#writing === undefined) this.#schedule();
  }

  /** Events were refused by their destination: they move to the file of those. */
  refuse(events: readonly RefusedEvent[], ranges: readonly DiskRange[]): void {
    this.#refusals.push({ events, ranges });
    this.noticed();
  }

  /** Resolves when what earlier processes left is counted, or cannot be, or the time is up. */
  async openedBy(deadline: number): Promise<void> {
    await withTimeout(this.#opened, deadline - this.#init.clock.monotonic());
  }

  /** Whether everything of a segment is too old to be kept on the disk. */
  isTooOld(segment: Segment): boolean {
    return segment.newestAt > 0 && this.#init.clock.now() - segment.newestAt > this.#options.maxAgeMs;
  }

  /**
   * Takes what is furthest from being sent out of memory, for a caller who cannot wait. Answers whether something has left.
   */
  makeRoom(): boolean {
    if (!this.#isUsable) return false;
    const before = this.#queue.events;
    this.#leaveMemory(segment => segment.isSpooled);
    if (this.#queue.events === before) this.#writeSync(GROUP_BYTES);
    return this.#queue.events < before;
  }

  /** The events of a segment that is on the disk only. */
  async read(segment: Segment): Promise<QueuedEvent[]> {
    const events: QueuedEvent[] = [];
    const now = this.#init.clock.monotonic();
    try {
      for (const range of segment.ranges) {
        for await (const { signal, lines, weights } of range.read()) {
          for (const one of eventsOf(signal, lines)) events.push(queuedEvent(one, weights[one.index]!, now));
          await turn();
        }
      }
    } catch (error) {
      this.#init.logger.warn(
        `[observability] a file of the spool of ${this.#init.name} cannot be read: ${messageOf(error)}. What is in it is counted as spool_damaged.`,
      );
    }
    return events;
  }

  /** The lines of a segment that is on the disk only; `undefined` where not all of them are as they were written. */
  async readLines(segment: Segment): Promise<{ readonly lines: Buffer; readonly count: number } | undefined> {
    const parts: Buffer[] = [];
    let count = 0;
    let weight = 0;
    try {
      for (const range of segment.ranges) {
        for await (const { lines, weights } of range.read()) {
          for (const { line, event } of lines) {
            parts.push(line);
            if (event === undefined) continue;
            count++;
            weight += weights[event]!;
          }
        }
      }
    } catch {
      return undefined;
    }
    let expected = 0;
    for (const events of Object.values(segment.weights!)) expected += events;
    return weight === expected ? { lines: Buffer.concat(parts), count } : undefined;
  }

  /** Writes and syncs all that is in memory only, for as long as there is time. */
  async syncBy(deadline: number): Promise<void> {
    const sync = async () => {
      await this.#writing;
      await this.#start();
    };
    await withTimeout(sync(), Math.max(deadline - this.#init.clock.monotonic(), GRACE_MS));
  }

  /** Writes down what has arrived; what is on the disk stays there for the next process. */
  async closeBy(deadline: number): Promise<void> {
    await withTimeout(this.#close(), Math.max(deadline - this.#init.clock.monotonic(), GRACE_MS));
  }

  async #close(): Promise<void> {
    await this.#writing;
    this.#isClosed = true;
    cancel(this.#timer);
    cancelEvery(this.#look);
    this.#stopAtExit();
    try {
      await this.#directory?.close();
    } catch (error) {
      this.#trouble.begin(error);
    } finally {
      this.#name.release();
    }
  }

  get #isUsable(): boolean {
    return this.#directory !== undefined && this.#trouble.message === undefined && !this.#isClosed;
  }

  #schedule(): void {
    if (this.#isClosed) return;
    const wait = this.#queue.isBelow(HEAD) ? this.#options.groupWaitMs : 0;
    this.#timer = after(Math.max(wait, this.#trouble.remainingMs), () => void this.#start());
  }

  #start(): Promise<void> {
    cancel(this.#timer);
    this.#timer = undefined;
    this.#writing ??= asOwnWork(() => this.#write()).then(() => {
      this.#writing = undefined;
      if (this.#hasWork() && this.#trouble.message === undefined) this.#schedule();
    });
    return this.#writing;
  }

  #hasWork(): boolean {
    return this.#refusals.length > 0 || this.#nextPart() !== undefined || this.#runningToWrite().length > 0;
  }

  async #write(): Promise<void> {
    if (this.#isClosed || this.#trouble.remainingMs > 0) return;
    try {
      this.#directory ??= SpoolDirectory.open(
        this.#name.path,
        Math.min(FILE_BYTES, Math.ceil(this.#options.maxBytes / 16)),
      );
      const directory = this.#directory;
      if (!(await directory.isThere())) await this.#restore(directory);
      await this.#lookAround(directory);
      if (this.#quota.isExceeded) await directory.finishUseless();
      this.#quota.review(directory.bytes);
      do this.#leaveMemory(() => true);
      while (await this.#writeGroup(directory));
      await this.#writeRefusals(directory);
      await directory.tidy();
      this.#trouble.end();
    } catch (error) {
      this.#directory?.abandonCurrent();
      this.#trouble.begin(error);
    }
  }

  /** Writes and syncs what is in memory only, as much as is synced at once. Answers whether there was anything. */
  async #writeGroup(directory: SpoolDirectory): Promise<boolean> {
    const file = directory.ready();
    const parts: Part[] = [];
    const written: { readonly record: EncodedRecord; readonly part: Part | undefined }[] = [];
    let bytes = 0;
    try {
      const limit = Math.min(GROUP_BYTES, this.#queue.limits.maxQueueBytes / 8);
      for (let part = this.#nextPart(); part && bytes < limit; part = this.#nextPart()) {
        part.segment.saving = part.upTo;
        parts.push(part);
        for (const record of this.#recordsOf(part, directory.bytes + bytes)) {
          written.push({ record, part });
          bytes += record.bytes.length;
        }
        await turn();
      }
      const running = this.#runningToWrite();
      for (const record of running.length > 0 ? encodeRecords('r', running, this.#init.clock.now()) : []) {
        if (!this.#quota.allowsBytes(directory.bytes + bytes + record.bytes.length)) continue;
        written.push({ record, part: undefined });
        bytes += record.bytes.length;
      }
      if (written.length > 0) await this.#writeRecords(file, written);
    } catch (error) {
      for (const { segment } of parts) segment.saving = segment.saved;
      throw error;
    }
    for (const { segment, upTo } of parts) segment.savedTo(upTo);
    return parts.length > 0 || written.length > 0;
  }

  async #writeRecords(
    file: SpoolFile,
    written: readonly { readonly record: EncodedRecord; readonly part: Part | undefined }[],
  ): Promise<void> {
    const from = file.reserve(written.reduce((sum, { record }) => sum + record.bytes.length, 0));
    const copies = this.#claim(file, from, written);
    try {
      await file.write(Buffer.concat(written.map(({ record }) => record.bytes)), from);
    } catch (error) {
      for (const { copy } of copies) copy.release();
      throw error;
    }
    for (const { record, part } of written) if (part && !part.segment.isSettled) this.#queue.spooled(record.events);
    for (const { event, copy } of copies) {
      // The span may have gone on meanwhile: what was written of it is out of date.
      if (this.#queue.laneOf('tracing').running.holds(event)) this.#queue.spooledAlone(event, copy);
      else copy.release();
    }
  }

  /** Names the places of records in a file before they are written. Answers those of single events. */
  #claim(
    file: SpoolFile,
    start: number,
    written: readonly { readonly record: EncodedRecord; readonly part: Part | undefined }[],
  ) {
    const copies: { event: QueuedEvent; copy: ReturnType<SpoolFile['lineAt']> }[] = [];
    let from = start;
    for (const { record, part } of written) {
      const end = from + record.bytes.length;
      if (!part) copies.push(...record.events.map((event, index) => ({ event, copy: file.lineAt(from, index) })));
      else if (!part.segment.isSettled)
        file.claim(part.segment, record.kind, record.signal, from, end, record.events.length);
      else file.acknowledge(record.kind, record.signal, from, end);
      from = end;
    }
    return copies;
  }

  /** The oldest events that are in memory only and not being written. */
  #nextPart(): Part | undefined {
    for (const lane of this.#queue.lanes) {
      for (const segment of lane.segments()) {
        const part = segment.isBeingSaved ? undefined : partOf(segment);
        if (part) return part;
      }
    }
    return undefined;
  }

  #recordsOf({ segment, events }: Part, usedBytes: number): readonly EncodedRecord[] {
    const at = this.#init.clock.now();
    segment.newestAt = at;
    let bytes = usedBytes;
    const allowed = events.filter(event => {
      if (event.isSpooled || !this.#quota.allows(event.priority, bytes + event.bytes)) return false;
      bytes += event.bytes;
      return true;
    });
    const kind = this.#queue.lanes.length === 1 ? 'a' : 'e';
    const records = encodeRecords(kind, allowed, at);
    const total = records.reduce((sum, record) => sum + record.bytes.length, usedBytes);
    return this.#quota.allowsBytes(total) ? records : [];
  }

  /** Running spans that are in memory only. */
  #runningToWrite(): readonly QueuedEvent[] {
    const events: QueuedEvent[] = [];
    for (const event of this.#queue.laneOf('tracing').running) if (!event.isSpooled) events.push(event);
    return events;
  }

  /** Writes segments that are furthest from being sent, at once, and takes them out of memory. */
  #writeSync(bytes: number): void {
    let done = 0;
    try {
      for (const lane of this.#queue.lanes) {
        lane.seal();
        for (const segment of lane.waiting()) {
          if (done >= bytes) return;
          if (!segment.events || segment.isBeingSaved) continue;
          done += segment.bytes;
          this.#saveSync(segment);
          if (segment.isSpooled) this.#queue.leaveMemory(segment, 'spool_full');
        }
      }
    } catch (error) {
      this.#directory?.abandonCurrent();
      this.#trouble.begin(error);
    }
  }

  #saveSync(segment: Segment): void {
    const directory = this.#directory!;
    const file = directory.ready();
    const written: { record: EncodedRecord; part: Part }[] = [];
    let bytes = directory.bytes;
    for (let from = segment.saved; from < segment.length; ) {
      const part = partOf(segment, from)!;
      from = part.upTo;
      for (const record of this.#recordsOf(part, bytes)) {
        written.push({ record, part });
        bytes += record.bytes.length;
      }
    }
    if (written.length > 0) {
      const start = file.reserve(bytes - directory.bytes);
      this.#claim(file, start, written);
      file.writeSync(Buffer.concat(written.map(({ record }) => record.bytes)), start);
      for (const { record } of written) this.#queue.spooled(record.events);
    }
    segment.saving = segment.length;
    segment.savedTo(segment.length);
  }

  /** The process ends: what is in memory only is written, without a word and without waiting. */
  #writeAtExit(): void {
    if (!this.#isUsable) return;
    const directory = this.#directory!;
    for (const lane of this.#queue.lanes) {
      for (const segment of lane.segments()) {
        // What is being written may not get there any more.
        segment.saving = segment.saved;
        if (segment.events) this.#saveSync(segment);
      }
    }
    const running = this.#runningToWrite();
    if (running.length > 0) {
      const file = directory.ready();
      const bytes = Buffer.concat(encodeRecords('r', running, this.#init.clock.now()).map(record => record.bytes));
      file.writeSync(bytes, file.reserve(bytes.length));
    }
    directory.saveAcknowledgementsSync();
  }

  /** Takes segments that are on the disk out of memory, the newest first, until only those are left that are sent next. */
  #leaveMemory(isFit: (segment: Segment) => boolean): void {
    for (const lane of this.#queue.lanes) {
      for (const segment of lane.waiting()) {
        if (this.#queue.isBelow(HEAD)) return;
        if (segment.isSealed && segment.isSaved && isFit(segment)) this.#queue.leaveMemory(segment, 'spool_full');
      }
    }
  }

  async #writeRefusals(directory: SpoolDirectory): Promise<void> {
    while (this.#refusals.length > 0) {
      const all = this.#refusals.splice(0);
      const at = this.#init.clock.now();
      const records = all.flatMap(({ events }) => events.flatMap(event => encodeRefusal(event, at) ?? []));
      try {
        if (records.length > 0) await this.#writeRefusalRecords(directory.ready(), records);
      } catch (error) {
        this.#refusals.unshift(...all);
        throw error;
      }
      for (const { ranges } of all) for (const range of ranges) range.release();
    }
  }

  async #writeRefusalRecords(file: SpoolFile, records: readonly EncodedRecord[]): Promise<void> {
    const start = file.reserve(records.reduce((sum, record) => sum + record.bytes.length, 0));
    let from = start;
    const copies = records.map(record => {
      const copy = file.lineAt(from, 0);
      from += record.bytes.length;
      return { event: record.events[0]!, copy };
    });
    try {
      await file.write(Buffer.concat(records.map(record => record.bytes)), start);
    } catch (error) {
      for (const { copy } of copies) copy.release();
      throw error;
    }
    for (const { event, copy } of copies) {
      // It may have been sent again meanwhile.
      if (!this.#queue.quarantine.holds(event)) {
        copy.release();
        continue;
      }
      event.copy?.release();
      event.copy = copy;
    }
  }

  async #lookAround(directory: SpoolDirectory): Promise<void> {
    const { clock, logger, name } = this.#init;
    const now = clock.monotonic();
    if (now < this.#nextLookAround) return;
    this.#nextLookAround = now + LOOK_AROUND_MS;
    this.#giveUpOld();
    await directory.finishUseless();
    const inherited = await directory.inherit((path, why) =>
      logger.warn(`[observability] ${path}, in the spool of ${name}, is left alone: ${why}.`),
    );
    for (const one of inherited) {
      await inheritFile(one, {
        queue: this.#queue,
        clock,
        logger,
        name,
        forget: () => directory.forget(one.file),
        makeRoom: () => this.makeRoom(),
      });
    }
  }

  #giveUpOld(): void {
    for (const lane of this.#queue.lanes) {
      for (const segment of lane.waiting()) {
        if (segment.weights === undefined || !this.isTooOld(segment)) continue;
        this.#queue.giveUpUnread(segment, 'spool_expired');
        segment.release();
      }
    }
  }

  /** Somebody has removed the directory: it is made again, and what is still in memory is written again. */
  async #restore(directory: SpoolDirectory): Promise<void> {
    const lost = await directory.restore();
    let events = 0;
    for (const lane of this.#queue.lanes) {
      for (const segment of lane.segments()) {
        if (!segment.ranges.some(range => range.isLost)) continue;
        if (segment.events) {
          segment.ranges = [];
          segment.saved = segment.saving = 0;
          this.#queue.unspooled(segment.events);
        } else {
          events += Object.values(segment.weights ?? {}).reduce((sum, one) => sum + one, 0);
          this.#queue.giveUpUnread(segment, 'spool_damaged');
        }
      }
    }
    const what = lost.size === 0 ? 'Nothing was lost' : `${events} events that were on the disk only are lost`;
    this.#init.logger.warn(
      `[observability] the directory ${directory.path} of the spool of ${this.#init.name} was removed while it was in use. ${what}; it was made again.`,
    );
  }
}

function partOf(segment: Segment, from = segment.saving): Part | undefined {
  const { events } = segment;
  if (events === undefined || from >= events.length) return undefined;
  let upTo = from;
  for (let bytes = 0; upTo < events.length && upTo - from < SLICE_EVENTS && bytes < SLICE_BYTES; upTo++) {
    bytes += events[upTo]!.bytes;
  }
  return { segment, events: events.slice(from, upTo), upTo };
}
