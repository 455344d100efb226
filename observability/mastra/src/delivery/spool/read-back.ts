import { type DropReason, SIGNALS, type Signal } from '@mastra/core/observability';
import { asOwnWork } from '../../context/own-work.ts';
import { type Item, worthOf } from '../item.ts';
import { messageOf } from '../message.ts';
import { readAcknowledgements } from './acknowledgements.ts';
import { Backlog, type Stretch } from './backlog.ts';
import { decodeEvent } from './codec.ts';
import type { Inherited } from './directory.ts';
import type { SpoolHost } from './host.ts';
import { readLines } from './reader.ts';
import { FORMAT, type SpoolRecord } from './record.ts';
import { acknowledge, type Place } from './segment.ts';

export interface ReadBackOptions {
  readonly maxAgeMs: number;
  /** Whether memory has room for more. */
  hasRoom(): boolean;
  /** Something was given up: its record is needed no more. */
  acknowledged(): void;
  /** Everything that memory has room for is there. */
  done(): void;
}

/** Brings what is on the disk only back into memory, in order and as there is room. */
export class ReadBack {
  readonly #host: SpoolHost;
  readonly #options: ReadBackOptions;
  readonly #backlog = new Backlog();
  #running: Promise<void> | undefined;
  #isClosed = false;
  #recalled = 0;

  constructor(host: SpoolHost, options: ReadBackOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** Events that are on the disk only. */
  get weight(): number {
    return this.#backlog.weight;
  }

  /** Events that have been read since the beginning. */
  get recalled(): number {
    return this.#recalled;
  }

  get isEmpty(): boolean {
    return this.#backlog.isEmpty;
  }

  /** Remembers a record that is no longer in memory. */
  add(place: Place, signal: Signal, weight: number, at: number): void {
    this.#backlog.add(place, signal, weight, at);
  }

  /** Counts what an earlier process left. It is read in its turn; what was refused is there at once. */
  async inherit(inherited: Inherited): Promise<void> {
    try {
      await this.#count(inherited);
    } catch (error) {
      // What of it has been counted is read in its turn; the rest is for the next process.
      this.#warnUnreadable(inherited.segment.path, error);
      inherited.segment.live++;
    }
  }

  async #count({ segment, kind }: Inherited): Promise<void> {
    let damaged = 0;
    const isDone = await readAcknowledgements(segment.path);
    for await (const lines of readLines(segment.path, FORMAT.length, segment.size)) {
      for (const { from, end, record } of lines) {
        if (isDone(from)) continue;
        if (!record) {
          damaged++;
          continue;
        }
        segment.live++;
        if (kind === 'quarantine') this.#restore(record, { segment, from, end });
        else {
          const ledger = this.#host.ledger[record.signal];
          ledger.emitted += record.weight;
          ledger.spooled += record.weight;
          this.#backlog.add({ segment, from, end }, record.signal, record.weight, record.at);
        }
      }
    }
    if (damaged === 0) return;
    this.#host.logger.warn(
      `[observability] ${damaged} records in ${segment.path}, in the spool of ${this.#host.name}, are damaged and left out; the others are sent.`,
    );
  }

  /** Reads until memory is full or nothing is left. Joins what is under way. */
  run(): Promise<void> {
    this.#running ??= asOwnWork(() => this.#read()).then(() => {
      this.#running = undefined;
      this.#options.done();
    });
    return this.#running;
  }

  /** Gives up what is too old, without reading it. */
  giveUpOld(): void {
    if (this.#running) return;
    for (let old = this.#backlog.first(); old && this.isTooOld(old.newestAt); old = this.#backlog.first()) {
      const { segment, from, end, records } = old;
      this.#giveUp(old, 'spool_expired');
      segment.acknowledge(from, end, records);
    }
  }

  isTooOld(at: number): boolean {
    return this.#host.clock.now() - at > this.#options.maxAgeMs;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #read(): Promise<void> {
    for (;;) {
      const stretch = this.#backlog.first();
      if (!stretch || this.#isClosed || !this.#options.hasRoom()) return;
      try {
        if (!(await this.#readStretch(stretch))) return;
      } catch (error) {
        // It is not acknowledged: the next process may be able to read it.
        this.#warnUnreadable(stretch.segment.path, error);
        this.#giveUp(stretch, 'spool_damaged');
      }
    }
  }

  /** Reads a stretch, which may grow meanwhile. Answers whether it is done with. */
  async #readStretch(stretch: Stretch): Promise<boolean> {
    const { segment } = stretch;
    while (stretch.from < stretch.end) {
      const { end: upTo } = stretch;
      for await (const lines of readLines(segment.path, stretch.from, upTo)) {
        for (const { from, end, record } of lines) {
          if (this.#isClosed || !this.#options.hasRoom()) return false;
          stretch.from = end;
          if (!record) continue;
          this.#backlog.took(stretch, record.signal, record.weight);
          this.#bringBack(record, { segment, from, end });
        }
      }
      stretch.from = upTo;
    }
    const { records, end } = stretch;
    this.#giveUp(stretch, 'spool_damaged');
    if (records > 0) segment.acknowledge(end, end, records);
    return true;
  }

  #warnUnreadable(path: string, error: unknown): void {
    this.#host.logger.warn(
      `[observability] ${path}, in the spool of ${this.#host.name}, cannot be read: ${messageOf(error)}. The next start tries it again.`,
    );
  }

  #bringBack(record: SpoolRecord, place: Place): void {
    this.#recalled += record.weight;
    let item: Item | undefined;
    let reason: DropReason = 'spool_expired';
    if (!this.isTooOld(record.at)) {
      try {
        item = this.#itemOf(record, record.text, place);
      } catch {
        reason = 'spool_damaged';
      }
    }
    if (item) {
      this.#host.hold(item);
      this.#host.push(item);
      return;
    }
    const ledger = this.#host.ledger[record.signal];
    ledger.spooled -= record.weight;
    ledger.dropped[reason] += record.weight;
    acknowledge(place);
    this.#options.acknowledged();
  }

  #restore(record: SpoolRecord, place: Place): void {
    try {
      const { reason, at, event } = JSON.parse(record.text) as { reason: string; at: string; event: string };
      const item = this.#itemOf(record, event, place);
      this.#host.ledger[item.signal].emitted += item.weight;
      this.#host.restore(item, reason, new Date(at));
    } catch (error) {
      acknowledge(place);
      this.#host.logger.warn(
        `[observability] an event in the quarantine of ${this.#host.name} cannot be read and is left out: ${messageOf(error)}`,
      );
    }
  }

  #itemOf({ signal, weight, at }: SpoolRecord, text: string, place: Place): Item {
    const event = decodeEvent(text);
    return {
      signal,
      event,
      weight,
      bytes: text.length + FRAME_BYTES,
      worth: worthOf(event),
      seq: this.#host.nextSeq(),
      acceptedAt: this.#host.clock.monotonic(),
      slot: { at, place, before: undefined, isGone: false },
    };
  }

  /** What is left of the first stretch is counted as dropped. */
  #giveUp(stretch: Stretch, reason: DropReason): void {
    for (const signal of SIGNALS) {
      const ledger = this.#host.ledger[signal];
      ledger.spooled -= stretch.weights[signal];
      ledger.dropped[reason] += stretch.weights[signal];
    }
    this.#backlog.shift();
  }
}

/** What an event takes up in memory beside its text, roughly. */
const FRAME_BYTES = 300;
