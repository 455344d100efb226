import type { DropReason, ObservabilityEvent, Signal } from '@mastra/core/observability';
import { type Clock, turn } from '../clock.ts';
import { outsideOfCaller } from '../context/own-work.ts';
import { Attempts } from './attempt.ts';
import { Backoff } from './backoff.ts';
import { bisect, type Refused as RefusedRecord } from './bisect.ts';
import { type DeliveryFailure, RetryAfterError, UnsupportedSignalError } from './failure.ts';
import type { Lane } from './lane.ts';
import { messageOf } from './message.ts';
import type { ResolvedDelivery } from './options.ts';
import type { Queue } from './queue.ts';
import type { QueuedEvent } from './queued-event.ts';
import type { DeliveryReports } from './reports.ts';
import type { Segment } from './segment.ts';
import type { Spool } from './spool/spool.ts';
import { TIMED_OUT, withTimeout } from './timeout.ts';

/** What `send` is told beside the events. */
export interface SendOptions {
  /** Aborted when the attempt has taken too long: the next one begins when this one has ended. */
  readonly signal: AbortSignal;
}

/** Where a delivery takes its events. */
export interface Destination {
  readonly name: string;
  /** Writes a batch, idempotently, or throws. Called again only after it has settled. */
  send(signal: Signal, events: readonly ObservabilityEvent[], options: SendOptions): Promise<void>;
  /** Writes the lines of `encodeLines` in the same way, where the destination takes them as they are. */
  sendLines?(signal: Signal, lines: Uint8Array, count: number, options: SendOptions): Promise<void>;
  /**
   * `signal`: each signal goes its own way. `arrival`: all go one way, every event by itself and in the order in which
   * they came, also the events of one span; a batch then holds several signals, and `send` is told that of the first.
   *
   * @default 'signal'
   */
  readonly order?: 'signal' | 'arrival';
  /** What a thrown error means. @default 'unknown' */
  classify?(error: unknown): DeliveryFailure;
}

type Refused = RefusedRecord<QueuedEvent>;

/** What all senders of a destination share. */
export interface SenderContext {
  readonly destination: Destination;
  readonly options: ResolvedDelivery;
  readonly clock: Clock;
  readonly queue: Queue;
  readonly reports: DeliveryReports;
  readonly spool: Spool | undefined;
}

/** The longest pause after a failure, whatever a destination or a configuration asks for, in milliseconds: a day. */
export const LONGEST_PAUSE_MS = 86_400_000;

/**
 * Sends the segments of one lane, one at a time: takes the oldest, sends it, settles it. What failed stays at the front,
 * unchanged, and is sent again after a pause that neither new events nor `flush` cut short.
 */
export class Sender {
  readonly lane: Lane;
  readonly #context: SenderContext;
  readonly #signal: Signal;
  readonly #backoff: Backoff;
  readonly #attempts: Attempts;
  #made = 0;
  #isSending = false;
  #isClosed = false;
  #resumeAt = 0;

  constructor(lane: Lane, signal: Signal, context: SenderContext) {
    this.lane = lane;
    this.#signal = signal;
    this.#context = context;
    const { retry, attemptTimeoutMs } = context.options;
    this.#backoff = new Backoff(retry.initialDelayMs, retry.maxDelayMs);
    this.#attempts = new Attempts(attemptTimeoutMs);
    outsideOfCaller(() => void this.#run());
  }

  /** Whether the last attempt failed, or takes too long. */
  get isFailing(): boolean {
    return this.#backoff.failures > 0 || this.#attempts.isOverdue;
  }

  /** Attempts that did not end when they were aborted. */
  get abandoned(): number {
    return this.#attempts.abandoned;
  }

  /**
   * Waits until everything that was here at the call is settled, or an attempt fails, or the time is up. Joins what is
   * under way and waits for a pause to end rather than cutting it short.
   */
  async flush(upTo: number, deadline: number): Promise<void> {
    const { clock } = this.#context;
    const before = this.#made;
    while (!this.#isClosed && this.lane.holdsUpTo(upTo)) {
      const remaining = deadline - clock.monotonic();
      if (remaining <= 0) return;
      if (this.isFailing && this.#made > before && !this.#isSending) return;
      if ((await withTimeout(this.lane.attempted(), remaining)) === TIMED_OUT) return;
    }
  }

  /** Sends nothing any more, and aborts what is under way. */
  close(): void {
    this.#isClosed = true;
    this.#attempts.abort();
    this.lane.notify();
    this.lane.announce();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#step();
      } catch (error) {
        // Whatever went wrong here, the lane goes on after a pause.
        this.#pause(error);
      }
    }
  }

  async #step(): Promise<void> {
    const { clock, queue, options } = this.#context;
    const now = clock.monotonic();
    if (now < this.#resumeAt) return this.lane.wait(this.#resumeAt - now);
    queue.releaseRunning(this.lane, now - options.maxBatchWaitMs);
    const segment = this.lane.next(now);
    if (!segment) return this.lane.wait(this.lane.dueIn(now));
    // What is emitted in this turn of the event loop need not wait for what is sent in it.
    await turn();
    if (this.#isClosed) return;
    this.#isSending = true;
    try {
      if (segment.isSettled) this.lane.finish();
      else if (segment.weights === undefined) await this.#sendEvents(segment);
      else await this.#sendFromDisk(segment);
    } finally {
      this.#isSending = false;
      this.#made++;
      this.lane.announce();
    }
  }

  async #sendFromDisk(segment: Segment): Promise<void> {
    const { destination, spool, queue } = this.#context;
    if (spool!.isTooOld(segment)) {
      queue.giveUpUnread(segment, 'spool_expired');
      segment.release();
      this.lane.finish();
      return;
    }
    const lines =
      destination.sendLines && destination.order !== 'arrival' ? await spool!.readLines(segment) : undefined;
    if (lines) {
      try {
        await this.#attempts.make(signal => destination.sendLines!(this.#signal, lines.lines, lines.count, { signal }));
        if (this.#isClosed) return;
        queue.settleUnread(this.lane, segment);
        segment.release();
        spool!.noticed();
        this.#succeeded();
        return;
      } catch (error) {
        if (this.#isClosed) return;
        if (this.#classify(error) === 'unreachable' && !(error instanceof UnsupportedSignalError)) {
          this.#pause(error);
          return;
        }
      }
    }
    queue.enterMemory(segment, await spool!.read(segment));
    if (this.#isClosed) return;
    if (segment.length > 0) await this.#sendEvents(segment);
    else this.#settle(segment, []);
  }

  async #sendEvents(segment: Segment): Promise<void> {
    const batch = segment.events!;
    if (batch.length === 0) {
      this.#settle(segment, []);
      return;
    }
    try {
      await this.#send(batch);
    } catch (error) {
      if (this.#isClosed) return;
      if (error instanceof UnsupportedSignalError) this.#giveUp(segment, () => 'unsupported');
      else if (this.#classify(error) === 'unreachable') this.#failed(segment, error);
      else await this.#bisect(segment, error);
      return;
    }
    if (this.#isClosed) return;
    this.#settle(segment, batch);
    this.#succeeded();
  }

  /** Finds the records that are at fault, and sends the others. */
  async #bisect(segment: Segment, error: unknown): Promise<void> {
    const result = await bisect(
      segment.events!,
      error,
      events => this.#send(events),
      e => (this.#isClosed ? 'unreachable' : this.#classify(e)),
    );
    if (this.#isClosed) return;
    this.#settle(segment, result.delivered, result.refused, result.remaining);
    if (result.remaining.length > 0) this.#failed(this.lane.current!, result.error);
    else this.#succeeded();
  }

  #send(batch: readonly QueuedEvent[]): Promise<void> {
    const { destination } = this.#context;
    // The batch is frozen: its first event, and its signal, stay the same.
    const signal = batch[0]!.signal;
    const events = batch.map(one => one.event);
    return this.#attempts.make(abort => destination.send(signal, events, { signal: abort }));
  }

  #settle(
    segment: Segment,
    delivered: readonly QueuedEvent[],
    refused: readonly Refused[] = [],
    remaining: readonly QueuedEvent[] = [],
  ): void {
    const { queue, reports, clock, spool } = this.#context;
    const at = new Date(clock.now());
    const refusals = refused.map(({ record, error }) => ({ event: record, refusal: { reason: messageOf(error), at } }));
    const forgotten = queue.settle(this.lane, segment, { delivered, refused: refusals, remaining });
    if (refused.length > 0) reports.refused(refusals[0]!.event.signal, refused.length, refused[0]!.error);
    // What was refused is needed where it is until it is written down as refused.
    if (spool && refusals.length > 0) spool.refuse(refusals, segment.isSettled ? segment.takeRanges() : []);
    else if (segment.isSettled) segment.release();
    spool?.noticed();
    for (const event of forgotten) event.copy?.release();
  }

  /** A batch could not be sent now: it waits, but for what is too old by now. */
  #failed(segment: Segment, error: unknown): void {
    const { clock, options, spool } = this.#context;
    this.#pause(error);
    const now = clock.monotonic();
    const isTooOld = spool?.isTooOld(segment) === true;
    this.#giveUp(segment, event => {
      if (event.isSpooled) return isTooOld ? 'spool_expired' : undefined;
      return now - event.acceptedAt < options.retry.maxAgeMs ? undefined : 'retry_expired';
    });
  }

  #giveUp(segment: Segment, reasonOf: (event: QueuedEvent) => DropReason | undefined): void {
    this.#context.queue.giveUp(this.lane, segment, reasonOf);
  }

  #classify(error: unknown): DeliveryFailure {
    if (error instanceof RetryAfterError) return 'unreachable';
    try {
      return this.#context.destination.classify?.(error) ?? 'unknown';
    } catch {
      return 'unknown';
    }
  }

  #succeeded(): void {
    this.#backoff.succeed();
    this.#resumeAt = 0;
    this.#context.reports.arrived(this.lane);
  }

  #pause(error: unknown): void {
    const { clock, destination, reports } = this.#context;
    const asked = error instanceof RetryAfterError && error.delayMs > 0 ? error.delayMs : 0;
    const pause = Math.max(this.#backoff.fail(), asked, 1);
    this.#resumeAt = clock.monotonic() + Math.min(pause, LONGEST_PAUSE_MS);
    reports.failed(this.lane, destination.order === 'arrival' ? undefined : this.#signal, error);
  }
}
