import { readFile, rename } from 'node:fs/promises';
import type { DiagnosticLogger, Signal } from '@mastra/core/observability';
import type { Clock } from '../../clock.ts';
import { messageOf } from '../message.ts';
import type { Queue } from '../queue.ts';
import type { DiskCopy } from '../queued-event.ts';
import { noWeights } from '../segment.ts';
import { acknowledgementsPath } from './acknowledgements.ts';
import type { InheritedFile } from './directory.ts';
import { decodeRefusal } from './encode-records.ts';
import { FIRST_EDITION, readFirstEdition } from './first-edition.ts';
import { eventsOf, queuedEvent, type ReadEvent, salvage } from './read-events.ts';
import { FORMAT, type IntactLine, linesOf, type RecordHead } from './record.ts';
import { codeOf, type FoundRecord, type SpoolFile } from './spool-file.ts';

export interface Heir {
  readonly queue: Queue;
  readonly clock: Clock;
  readonly logger: DiagnosticLogger;
  readonly name: string;
  /** The file is nobody's business any more. */
  forget(): void;
  /** Takes something out of memory. */
  makeRoom(): boolean;
}

/** Takes over what an earlier process has left in a file. Events stay on the disk until their turn comes. */
export async function inheritFile({ file, acknowledged }: InheritedFile, heir: Heir): Promise<void> {
  try {
    const beginning = await file.bytesOf({
      from: 0,
      end: Math.min(FORMAT.length, file.size),
      head: undefined,
      isTorn: false,
    });
    const first = await firstRecord(file);
    if (beginning.toString() === FIRST_EDITION && !first) return await inheritFirstEdition(file, heir);
    if (!first && /^mastra-spool \d+\n$/.test(beginning.toString()) && beginning.toString() !== FORMAT) {
      heir.forget();
      await rename(file.path, `${file.path}.set-aside`);
      heir.logger.warn(
        `[observability] ${file.path}.set-aside was written by another version of the spool of ${heir.name}. It is left as it is: start that version once to send it, or delete it.`,
      );
      return;
    }
    const run = new Inheritance(file, heir);
    for await (const record of file.records(Math.min(FORMAT.length, file.size), file.size)) {
      const { head } = record;
      if (!head || record.isTorn) await run.salvage(record);
      else if (acknowledged.record(codeOf(head.kind, head.signal), record.from)) run.end();
      else if (head.kind === 'e' || head.kind === 'a') run.add(record, head);
      else await run.addEach(record, head, index => acknowledged.line(record.from, index));
    }
    run.end();
    run.report();
  } catch (error) {
    // What of it has been counted is read in its turn; the rest is for the next process.
    heir.logger.warn(
      `[observability] ${file.path}, in the spool of ${heir.name}, cannot be read: ${messageOf(error)}. The next start tries it again.`,
    );
    file.live++;
  }
}

async function firstRecord(file: SpoolFile): Promise<boolean> {
  for await (const { head } of file.records(Math.min(FORMAT.length, file.size), file.size)) if (head) return true;
  return false;
}

/** The records of one file on their way into the queue. */
class Inheritance {
  readonly #file: SpoolFile;
  readonly #heir: Heir;
  #run: { readonly head: RecordHead; readonly records: FoundRecord[]; lines: number; bytes: number } | undefined;
  #lost = 0;

  constructor(file: SpoolFile, heir: Heir) {
    this.#file = file;
    this.#heir = heir;
  }

  /** A record joins those before it, as far as they make one batch. */
  add(record: FoundRecord, head: RecordHead): void {
    const { maxBatchSize, maxBatchBytes } = this.#heir.queue.limits;
    const { length } = head.weights;
    const run = this.#run;
    if (run) {
      const isSame = run.head.kind === head.kind && run.head.signal === head.signal;
      if (!isSame || run.lines + length > maxBatchSize || run.bytes + head.bodyBytes > maxBatchBytes) this.end();
    }
    this.#run ??= { head, records: [], lines: 0, bytes: 0 };
    this.#run.records.push(record);
    this.#run.lines += length;
    this.#run.bytes += head.bodyBytes;
  }

  /** What has been added is a segment. */
  end(): void {
    const run = this.#run;
    this.#run = undefined;
    if (!run) return;
    const { kind, signal } = run.head;
    const { queue } = this.#heir;
    const weights = noWeights();
    for (const { head } of run.records) for (const weight of head!.weights) weights[signal] += weight;
    queue.inherit(weights);
    queue.laneOf(signal).append(segment => {
      segment.replace(undefined);
      segment.weights = weights;
      for (const { from, end, head } of run.records) {
        segment.newestAt = Math.max(segment.newestAt, head!.at);
        this.#file.claim(segment, kind, signal, from, end, head!.weights.length);
      }
    });
  }

  /** Spans that were running, and events that were refused: each is settled by itself. */
  async addEach(record: FoundRecord, head: RecordHead, isDone: (index: number) => boolean): Promise<void> {
    this.end();
    const lines = await this.#file.linesOf(record, head);
    const read =
      head.kind === 'q' ? this.#restoreAll(record, head, lines, isDone) : this.#takeAll(record, head, lines, isDone);
    const done = head.weights.filter((_, index) => isDone(index)).length;
    this.#lose(head.signal, head.weights.length - done - read);
    const { queue, clock } = this.#heir;
    queue.releaseRunning(queue.laneOf('tracing'), clock.monotonic());
  }

  /** Bytes that are no whole record: what of them are events is saved, and what was being written is no loss. */
  async salvage(record: FoundRecord): Promise<void> {
    this.end();
    const { head } = record;
    if (head?.kind === 'q') return;
    if (head) {
      const lines = await this.#file.linesOf(record, head);
      for (const one of eventsOf(head.signal, lines)) this.#take(one, head.weights[one.index]!);
      return;
    }
    const { events, lost } = salvage(linesOf(await this.#file.bytesOf(record)));
    for (const one of events) this.#take(one, 1);
    this.#lose('tracing', lost);
  }

  report(): void {
    if (this.#lost === 0) return;
    this.#heir.logger.warn(
      `[observability] ${this.#lost} events in ${this.#file.path}, in the spool of ${this.#heir.name}, are damaged and left out; the others are sent.`,
    );
  }

  #restoreAll(
    record: FoundRecord,
    head: RecordHead,
    lines: readonly IntactLine[],
    isDone: (index: number) => boolean,
  ): number {
    const { queue, clock } = this.#heir;
    let read = 0;
    for (const { line, event: index } of lines) {
      if (index === undefined || isDone(index)) continue;
      try {
        const { reason, at, event } = decodeRefusal(head.signal, line);
        const one = queuedEvent({ signal: head.signal, event }, head.weights[index]!, clock.monotonic());
        one.copy = this.#file.lineAt(record.from, index);
        for (const forgotten of queue.inheritQuarantined(one, { reason, at })) forgotten.copy?.release();
        read++;
      } catch {
        // It is counted as lost.
      }
    }
    return read;
  }

  #takeAll(
    record: FoundRecord,
    head: RecordHead,
    lines: readonly IntactLine[],
    isDone: (index: number) => boolean,
  ): number {
    let read = 0;
    for (const one of eventsOf(head.signal, lines)) {
      if (isDone(one.index)) continue;
      this.#take(one, head.weights[one.index]!, this.#file.lineAt(record.from, one.index));
      read++;
    }
    return read;
  }

  #take(read: ReadEvent, weight: number, copy?: DiskCopy): void {
    const { queue, clock } = this.#heir;
    // A file without a copy of its own is kept until the event is somewhere else.
    const one = queuedEvent(read, weight, clock.monotonic(), copy ?? this.#keep());
    while (!queue.hasRoomFor(one.bytes) && this.#heir.makeRoom());
    queue.add(one);
  }

  #keep(): DiskCopy {
    this.#file.live++;
    return { release: () => void this.#file.live-- };
  }

  #lose(signal: Signal, events: number): void {
    if (events <= 0) return;
    this.#lost += events;
    this.#heir.queue.turnAway(signal, 'spool_damaged', events);
  }
}

/** The first edition's events are taken into memory, and from there to the disk again where they have to wait. */
async function inheritFirstEdition(file: SpoolFile, heir: Heir): Promise<void> {
  const { queue, clock, logger, name } = heir;
  const acknowledgements = await readFile(acknowledgementsPath(file.path)).catch(() => Buffer.alloc(0));
  const hold = (): DiskCopy => {
    file.live++;
    return { release: () => void file.live-- };
  };
  const whole = hold();
  let lost = 0;
  for await (const { events, damaged } of readFirstEdition(file.path, acknowledgements)) {
    lost += damaged;
    for (const { signal, weight, event, reason } of events) {
      const one = queuedEvent({ signal, event }, weight, clock.monotonic(), hold());
      if (reason !== undefined) queue.inheritQuarantined(one, { reason, at: new Date(clock.now()) });
      else {
        while (!queue.hasRoomFor(one.bytes) && heir.makeRoom());
        queue.add(one);
      }
    }
  }
  whole.release();
  if (lost === 0) return;
  queue.turnAway('tracing', 'spool_damaged', lost);
  logger.warn(
    `[observability] ${lost} events in ${file.path}, in the spool of ${name}, are damaged and left out; the others are sent.`,
  );
}
