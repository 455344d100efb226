import { SIGNALS, type Signal } from '@mastra/core/observability';
import { PRIORITIES, type Priority } from './priority.ts';
import type { QueuedEvent } from './queued-event.ts';

/** What one record of the spool holds of a segment. */
export interface DiskRecord {
  readonly signal: Signal;
  /** The lines that are as they were written. */
  readonly lines: readonly { readonly line: Buffer; readonly event: number | undefined }[];
  /** For each event that was written, how many events of the ledger it stands for. */
  readonly weights: readonly number[];
}

/** Records of one segment in one file of the spool. */
export interface DiskRange {
  /** The file is gone. */
  readonly isLost: boolean;
  /** Its records, in order. */
  read(): AsyncGenerator<DiskRecord>;
  /** Nobody needs them any more. */
  release(): void;
}

/** Events of the ledger by signal. */
export type Weights = Record<Signal, number>;

export function noWeights(): Weights {
  return Object.fromEntries(SIGNALS.map(signal => [signal, 0])) as Weights;
}

/**
 * A bounded run of events on their way to one destination: what is sent, and settled, together.
 *
 * It is *open* while events are added and *sealed* afterwards. Its events are in memory, on the disk, or both; one that
 * is on the disk only is read back when its turn comes. `Queue` is the one who changes it.
 */
export class Segment {
  /** Its place in the order of its lane. */
  readonly number: number;
  /** In order of arrival; `undefined` while they are on the disk only. */
  events: QueuedEvent[] | undefined = [];
  /** Estimated bytes of its events in memory. */
  bytes = 0;
  /** When its first event was accepted, by the monotonic clock. */
  acceptedAt = Number.POSITIVE_INFINITY;
  /** When its last event came, in milliseconds since the epoch; kept where there is a spool. */
  newestAt = 0;
  isSealed = false;
  /** Delivered, refused or given up: a record that is still being written for it is needed by nobody. */
  isSettled = false;
  /** So many of its first events have been written to the disk, or cannot be. */
  saved = 0;
  /** So many are written, or about to be: none of these is taken out. */
  saving = 0;
  /** Its records on the disk. */
  ranges: DiskRange[] = [];
  /** Older records of its events, needed until the events are written anew or settled. */
  readonly formerRanges: DiskRange[] = [];
  /** Of the events that are on the disk only. */
  weights: Weights | undefined;
  readonly #byPriority = PRIORITIES.map(() => 0);
  /** No event of a priority comes before this position. */
  readonly #searchFrom = PRIORITIES.map(() => 0);

  constructor(number: number) {
    this.number = number;
  }

  /** Events in memory. */
  get length(): number {
    return this.events === undefined ? 0 : this.events.length;
  }

  get isBeingSaved(): boolean {
    return this.saving > this.saved;
  }

  /** Whether all of its events have been written, or cannot be. */
  get isSaved(): boolean {
    return this.events !== undefined && this.saved === this.events.length;
  }

  /** Whether all of its events are on the disk. */
  get isSpooled(): boolean {
    return this.isSaved && this.events!.every(event => event.isSpooled);
  }

  /** So many of its first events have been written. The older records are not needed when all have been. */
  savedTo(upTo: number): void {
    this.saved = Math.min(upTo, this.length);
    if (this.isSealed && this.isSaved) for (const range of this.formerRanges.splice(0)) range.release();
  }

  add(event: QueuedEvent): void {
    if (this.bytes === 0) this.acceptedAt = event.acceptedAt;
    this.events!.push(event);
    this.bytes += event.bytes;
    this.#byPriority[event.priority]!++;
  }

  /** Takes out the oldest event of a priority that is in memory only, and is not being written. */
  evict(priority: Priority): QueuedEvent | undefined {
    const events = this.events;
    if (events === undefined || this.#byPriority[priority] === 0) return undefined;
    let at = this.isBeingSaved ? this.saving : this.#searchFrom[priority]!;
    while (at < events.length && (events[at]!.priority !== priority || events[at]!.isSpooled)) at++;
    if (at >= events.length) return undefined;
    const [evicted] = events.splice(at, 1);
    this.bytes -= evicted!.bytes;
    this.#byPriority[priority]!--;
    for (const one of PRIORITIES) if (this.#searchFrom[one]! > at) this.#searchFrom[one]!--;
    if (!this.isBeingSaved) this.#searchFrom[priority] = at;
    if (at < this.saved) {
      this.saved--;
      this.saving--;
    }
    return evicted;
  }

  /** Nothing of it on the disk is needed any more. */
  release(): void {
    for (const range of this.takeRanges()) range.release();
  }

  /** Takes the records out, for somebody else to release. */
  takeRanges(): readonly DiskRange[] {
    return [...this.formerRanges.splice(0), ...this.ranges.splice(0)];
  }

  /** Its events have left memory, or have come back. */
  replace(events: QueuedEvent[] | undefined): void {
    this.events = events;
    this.bytes = 0;
    this.#byPriority.fill(0);
    this.#searchFrom.fill(0);
    this.saved = this.saving = events === undefined ? 0 : events.length;
    for (const event of events ?? []) {
      this.bytes += event.bytes;
      this.#byPriority[event.priority]!++;
    }
  }
}
