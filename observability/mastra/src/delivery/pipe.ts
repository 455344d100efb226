import type { DropReason, FlushOptions, Signal } from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import { asOwnWork } from '../context/own-work.ts';
import { Backoff } from './backoff.ts';
import { type DeliveryFailure, RetryAfterError, UnsupportedSignalError } from './failure.ts';
import { isolate } from './isolate.ts';
import type { Item } from './item.ts';
import { type LedgerBook, takeOff } from './ledger.ts';
import type { ResolvedDelivery } from './options.ts';
import { SignalQueue } from './queue.ts';
import { TIMED_OUT, withTimeout } from './timeout.ts';

/** What a pipe needs of the delivery that it is part of. */
export interface PipeHost {
  readonly options: ResolvedDelivery;
  readonly clock: Clock;
  readonly ledger: Readonly<LedgerBook>;
  send(signal: Signal, items: readonly Item[]): Promise<void>;
  classify(error: unknown): DeliveryFailure;
  /** The item has left memory, whatever became of it. */
  release(item: Item): void;
  /** The item is refused for good. It has left the queue, but not yet memory. */
  quarantine(item: Item, error: unknown): void;
  /** Whether an item that a pipe has no more time for is safe elsewhere; it has left memory then. */
  leaves(item: Item): boolean;
  /** Why an item is given up after a failure; `undefined` to go on trying. */
  expired(item: Item, now: number): DropReason | undefined;
  failed(signal: Signal, error: unknown): void;
  arrived(signal: Signal): void;
}

/**
 * One signal on its way to one destination, or all of them in one row: what is ready, and at most one batch in flight. A
 * failed batch stays at the front and is sent again after a pause that neither new events nor `flush` cut short.
 */
export class SignalPipe {
  readonly signal: Signal;
  readonly ready = new SignalQueue();
  readonly #host: PipeHost;
  readonly #backoff: Backoff;
  /** Taken from the queue and not yet settled. */
  #batch: Item[] = [];
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #resumeAt = 0;
  #attempts = 0;
  #waiters: (() => void)[] = [];
  #closed = false;

  constructor(signal: Signal, host: PipeHost) {
    this.signal = signal;
    this.#host = host;
    this.#backoff = new Backoff(host.options.retry.initialDelayMs, host.options.retry.maxDelayMs);
  }

  /** Whether the last attempt failed. */
  get isFailing(): boolean {
    return this.#backoff.failures > 0;
  }

  get isEmpty(): boolean {
    return this.ready.length === 0 && this.#batch.length === 0;
  }

  push(item: Item): void {
    this.ready.push(item);
    this.#schedule();
  }

  /**
   * Sends until everything that was here at the call is settled, or an attempt fails, or the time is up. Joins what is
   * under way and waits for a pause to end rather than cutting it short.
   */
  async flush({ timeoutMs }: Required<FlushOptions>, lastSeq: number): Promise<void> {
    const deadline = this.#host.clock.monotonic() + timeoutMs;
    const attemptsBefore = this.#attempts;
    while (this.#holdsUpTo(lastSeq) && !this.#closed) {
      const remaining = deadline - this.#host.clock.monotonic();
      if (remaining <= 0) return;
      if (this.isFailing && this.#attempts > attemptsBefore && !this.#running) return;
      if (!this.#running && this.#host.clock.monotonic() >= this.#resumeAt) this.#start();
      if ((await withTimeout(this.#change(), remaining)) === TIMED_OUT) return;
    }
  }

  /** Stops for good and gives up what is left. A batch under way may still arrive; it is counted by then. */
  close(reason: DropReason): void {
    this.#closed = true;
    this.#clearTimers();
    const left = this.#batch;
    this.#batch = [];
    for (let item = this.ready.shift(); item; item = this.ready.shift()) left.push(item);
    for (const item of left) if (!this.#host.leaves(item)) this.#drop(item, reason);
    this.#notify();
  }

  #holdsUpTo(seq: number): boolean {
    if (this.#batch.some(item => item.seq <= seq)) return true;
    const next = this.ready.peek();
    return next !== undefined && next.seq <= seq;
  }

  /** Resolves at the next settled attempt or elapsed pause. */
  #change(): Promise<void> {
    this.#timer?.ref();
    return new Promise(resolve => {
      this.#waiters.push(resolve);
    });
  }

  #notify(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  #schedule(): void {
    if (this.#running || this.#immediate || this.#closed) return;
    const now = this.#host.clock.monotonic();
    const pause = this.#resumeAt - now;
    if (pause > 0) {
      this.#arm(pause);
      return;
    }
    const oldest = this.#batch[0] ?? this.ready.peek();
    if (!oldest) return;
    const { maxBatchSize, maxBatchWaitMs } = this.#host.options;
    if (this.#batch.length > 0 || this.ready.length >= maxBatchSize) {
      if (this.#timer) this.#clearTimers();
      this.#immediate = setImmediate(() => {
        this.#immediate = undefined;
        this.#start();
      });
    } else if (!this.#timer) {
      this.#arm(Math.max(0, oldest.acceptedAt + maxBatchWaitMs - now));
    }
  }

  #arm(delayMs: number): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#start();
      this.#notify();
    }, delayMs);
    if (this.#waiters.length === 0) this.#timer.unref();
  }

  #clearTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }

  #start(): void {
    if (this.#running || this.#closed) return;
    this.#clearTimers();
    this.#fill();
    if (this.#batch.length === 0) return;
    this.#running = this.#attempt(this.#batch).then(() => {
      this.#running = undefined;
      this.#attempts++;
      this.#schedule();
      this.#notify();
    });
  }

  /** Tops the batch up: after a failure new events join the old ones. */
  #fill(): void {
    const { maxBatchSize, maxBatchBytes } = this.#host.options;
    let bytes = 0;
    for (const item of this.#batch) bytes += item.bytes;
    while (this.#batch.length < maxBatchSize) {
      const next = this.ready.peek();
      if (!next || (this.#batch.length > 0 && bytes + next.bytes > maxBatchBytes)) return;
      this.#batch.push(this.ready.shift()!);
      bytes += next.bytes;
    }
  }

  async #attempt(batch: readonly Item[]): Promise<void> {
    try {
      await this.#send(batch);
      this.#settle(batch, [], []);
      this.#succeeded();
    } catch (error) {
      if (error instanceof UnsupportedSignalError) {
        for (const item of this.#batch) this.#drop(item, 'unsupported');
        this.#batch = [];
      } else if (this.#host.classify(error) === 'unreachable') {
        this.#pause(error);
      } else {
        await this.#split(batch, error);
      }
    }
  }

  async #split(batch: readonly Item[], error: unknown): Promise<void> {
    const result = await isolate(
      batch,
      error,
      items => this.#send(items),
      e => this.#host.classify(e),
    );
    this.#settle(result.delivered, result.poison, result.remaining);
    if (result.remaining.length > 0) this.#pause(result.error);
    else this.#succeeded();
  }

  async #send(items: readonly Item[]): Promise<void> {
    const { attemptTimeoutMs } = this.#host.options;
    const sent = Promise.resolve().then(() => asOwnWork(() => this.#host.send(this.signal, items)));
    if ((await withTimeout(sent, attemptTimeoutMs, { holdProcess: false })) === TIMED_OUT) {
      throw new RetryAfterError(`no answer within ${attemptTimeoutMs} ms`, 0);
    }
  }

  #settle(
    delivered: readonly Item[],
    poison: readonly { readonly record: Item; readonly error: unknown }[],
    remaining: readonly Item[],
  ): void {
    // Closed meanwhile: everything in the batch has been counted as given up.
    if (this.#closed) return;
    for (const item of delivered) {
      const ledger = this.#host.ledger[item.signal];
      takeOff(ledger, item);
      ledger.delivered += item.weight;
      this.#host.release(item);
    }
    for (const { record, error } of poison) {
      takeOff(this.#host.ledger[record.signal], record);
      this.#host.quarantine(record, error);
    }
    this.#batch = [...remaining];
  }

  #succeeded(): void {
    this.#backoff.succeed();
    this.#resumeAt = 0;
    this.#host.arrived(this.signal);
  }

  #pause(error: unknown): void {
    const now = this.#host.clock.monotonic();
    const asked = error instanceof RetryAfterError ? error.delayMs : 0;
    this.#resumeAt = now + Math.max(this.#backoff.fail(), asked);
    this.#host.failed(this.signal, error);
    this.#batch = this.#batch.filter(item => {
      const reason = this.#host.expired(item, now);
      if (reason !== undefined) this.#drop(item, reason);
      return reason === undefined;
    });
  }

  #drop(item: Item, reason: DropReason): void {
    const ledger = this.#host.ledger[item.signal];
    takeOff(ledger, item);
    ledger.dropped[reason] += item.weight;
    this.#host.release(item);
  }
}
