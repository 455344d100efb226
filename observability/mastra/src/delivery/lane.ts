import { after, cancel } from '../clock.ts';
import { Fifo } from './fifo.ts';
import type { QueuedEvent } from './queued-event.ts';
import { RunningSpans } from './running-spans.ts';
import { Segment } from './segment.ts';

export interface LaneLimits {
  readonly maxBatchSize: number;
  readonly maxBatchBytes: number;
  readonly maxBatchWaitMs: number;
}

/**
 * The segments of one signal, or of all signals of a destination that wants the order of arrival: one is sent at a time,
 * the oldest first. Whoever sends waits here for the next one.
 */
export class Lane {
  readonly running = new RunningSpans();
  readonly #limits: LaneLimits;
  readonly #sealed = new Fifo<Segment>();
  #open: Segment | undefined;
  #current: Segment | undefined;
  #count = 0;
  #wake: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waiters: (() => void)[] = [];

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return !this.#current && this.#sealed.length === 0 && !this.#open && this.running.length === 0;
  }

  /** The segment that is being sent, or is sent next without a change. */
  get current(): Segment | undefined {
    return this.#current;
  }

  /** All segments, the oldest first. */
  *segments(): Generator<Segment> {
    if (this.#current) yield this.#current;
    for (let i = 0; i < this.#sealed.length; i++) yield this.#sealed.at(i)!;
    if (this.#open) yield this.#open;
  }

  /** Segments that are not being sent, the newest first. */
  *waiting(): Generator<Segment> {
    if (this.#open) yield this.#open;
    for (let i = this.#sealed.length - 1; i >= 0; i--) yield this.#sealed.at(i)!;
  }

  /** Adds an event. A segment that is full is sealed, and sent at once. */
  push(event: QueuedEvent): void {
    const { maxBatchSize, maxBatchBytes } = this.#limits;
    let open = this.#open;
    if (open !== undefined && open.bytes + event.bytes > maxBatchBytes && open.bytes > 0) {
      this.#seal(open);
      open = undefined;
    }
    if (open === undefined) {
      open = new Segment(++this.#count);
      this.#open = open;
      if (this.#isIdle) this.notify();
    }
    open.add(event);
    if (open.length >= maxBatchSize || open.bytes >= maxBatchBytes) this.#seal(open);
  }

  /** A running span waits for its end; the one who sends may have to be told when its window ends. */
  began(): void {
    if (this.#isIdle) this.notify();
  }

  /** Adds a segment that is on the disk, behind all others. */
  append(fill: (segment: Segment) => void): void {
    if (this.#open) this.#seal(this.#open);
    const segment = new Segment(++this.#count);
    segment.isSealed = true;
    fill(segment);
    this.#sealed.push(segment);
    this.notify();
  }

  /** Seals what is open, and answers the number of the newest segment. */
  seal(): number {
    if (this.#open) this.#seal(this.#open);
    return this.#count;
  }

  /** The segment to be sent now: the oldest sealed one, or the open one at the end of its window. */
  next(now: number): Segment | undefined {
    if (this.#current) return this.#current;
    const wait = this.dueIn(now);
    if (this.#sealed.length === 0 && this.#open && wait !== undefined && wait <= 0) this.#seal(this.#open);
    this.#current = this.#sealed.shift();
    return this.#current;
  }

  /** Milliseconds until the window of the oldest event ends; `undefined` where nothing waits. */
  dueIn(now: number): number | undefined {
    const since = Math.min(this.#open?.acceptedAt ?? Infinity, this.running.oldest()?.acceptedAt ?? Infinity);
    return since === Infinity ? undefined : since + this.#limits.maxBatchWaitMs - now;
  }

  /** The current segment is done with, but for some events that are to be sent again: a segment in its place. */
  finish(rest: readonly QueuedEvent[] = []): Segment | undefined {
    const former = this.#current;
    this.#current = undefined;
    if (former === undefined || rest.length === 0) return undefined;
    const segment = new Segment(former.number);
    for (const event of rest) segment.add(event);
    segment.newestAt = former.newestAt;
    segment.isSealed = true;
    this.#current = segment;
    return segment;
  }

  /** Segments of which an event may be given up, the oldest first: those that are not being sent. */
  *evictable(): Generator<Segment> {
    for (let i = 0; i < this.#sealed.length; i++) yield this.#sealed.at(i)!;
    if (this.#open) yield this.#open;
  }

  /** Takes out everything. */
  clear(): readonly Segment[] {
    const all = [...this.segments()];
    while (this.#sealed.shift());
    this.#current = undefined;
    this.#open = undefined;
    return all;
  }

  /** Whether a segment up to this number is still here. */
  holdsUpTo(number: number): boolean {
    const oldest = this.#current ?? this.#sealed.peek() ?? this.#open;
    return oldest !== undefined && oldest.number <= number;
  }

  /** Resolves when there may be something to send, or after so many milliseconds. For one caller at a time. */
  wait(ms: number | undefined): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
      if (ms !== undefined) this.#timer = after(ms, () => this.notify());
    });
  }

  /** Wakes the one who sends. */
  notify(): void {
    const wake = this.#wake;
    if (!wake) return;
    cancel(this.#timer);
    this.#wake = undefined;
    this.#timer = undefined;
    wake();
  }

  /** Resolves after the next attempt. For those who flush. */
  attempted(): Promise<void> {
    return new Promise(resolve => {
      this.#waiters.push(resolve);
    });
  }

  /** An attempt is over. */
  announce(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  get #isIdle(): boolean {
    return this.#wake !== undefined && this.#timer === undefined;
  }

  #seal(segment: Segment): void {
    this.#open = undefined;
    if (segment.length === 0) return;
    segment.isSealed = true;
    this.#sealed.push(segment);
    this.notify();
  }
}
