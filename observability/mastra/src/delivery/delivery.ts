import {
  type DiagnosticLogger,
  type DropReason,
  type ExporterHealth,
  type FlushCounts,
  type FlushOptions,
  type ObservabilityEvent,
  SIGNALS,
  type Signal,
  type TracingEvent,
} from '@mastra/core/observability';
import { type Clock, systemClock } from '../clock.ts';
import { type DeliveryFailure, RetryAfterError } from './failure.ts';
import { type Item, WORTHS, Worth, worthOf } from './item.ts';
import { createLedger, totals } from './ledger.ts';
import { messageOf } from './message.ts';
import type { ResolvedDelivery } from './options.ts';
import { type PipeHost, SignalPipe } from './pipe.ts';
import { Quarantine, type QuarantinedEvent } from './quarantine.ts';
import { RunningSpans } from './running-spans.ts';
import { sizeOfEvent } from './size.ts';

/** Where a delivery takes its events. */
export interface Destination {
  readonly name: string;
  /** Writes a batch, idempotently, or throws. Called again only after it has settled. */
  send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void>;
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

export interface DeliveryInit {
  readonly options: ResolvedDelivery;
  readonly logger: DiagnosticLogger;
  readonly clock?: Clock;
}

/**
 * Takes events at the speed of user code and brings them to a destination at its own: bounded queues, batches, retries,
 * and a ledger that says at every moment where every event is. `accept` never throws and never waits.
 */
export class Delivery {
  readonly #destination: Destination;
  readonly #options: ResolvedDelivery;
  readonly #logger: DiagnosticLogger;
  readonly #clock: Clock;
  readonly #ledger = createLedger();
  readonly #pipes: Readonly<Record<Signal, SignalPipe>>;
  readonly #running = new RunningSpans();
  readonly #quarantine = new Quarantine();
  #windowTimer: NodeJS.Timeout | undefined;
  #seq = 0;
  #events = 0;
  #bytes = 0;
  #closed: Promise<FlushCounts> | undefined;
  #isClosed = false;
  #lastError: string | undefined;
  #lastDeliveredAt: Date | undefined;
  #outage = false;
  #failedReported = 0;

  constructor(destination: Destination, init: DeliveryInit) {
    this.#destination = destination;
    this.#options = init.options;
    this.#logger = init.logger;
    this.#clock = init.clock ?? systemClock;
    const host: PipeHost = {
      ledger: this.#ledger,
      options: this.#options,
      clock: this.#clock,
      send: (signal, items) =>
        destination.send(
          items[0]?.signal ?? signal,
          items.map(item => item.event),
        ),
      classify: error =>
        error instanceof RetryAfterError ? 'unreachable' : (destination.classify?.(error) ?? 'unknown'),
      release: item => this.#release(item),
      quarantine: (item, error) => this.#isolateForGood(item, error),
      failed: (signal, error) => this.#reportFailure(signal, error),
      arrived: () => this.#reportArrival(),
    };
    const shared = destination.order === 'arrival' ? new SignalPipe('tracing', host) : undefined;
    this.#pipes = Object.fromEntries(SIGNALS.map(signal => [signal, shared ?? new SignalPipe(signal, host)])) as Record<
      Signal,
      SignalPipe
    >;
  }

  accept(signal: Signal, event: ObservabilityEvent): void {
    const ledger = this.#ledger[signal];
    ledger.emitted++;
    if (this.#isClosed) {
      ledger.dropped.after_shutdown++;
      return;
    }
    const item: Item = {
      signal,
      event,
      weight: 1,
      bytes: sizeOfEvent(event),
      worth: worthOf(event),
      seq: this.#seq++,
      acceptedAt: this.#clock.monotonic(),
    };
    if (signal === 'tracing' && this.#destination.order !== 'arrival') this.#acceptSpan(event as TracingEvent, item);
    else this.#admit(signal, item, () => this.#pipes[signal].push(item));
  }

  /** Counts an event that is kept from the destination on purpose, or because a filter failed. */
  leaveOut(signal: Signal, reason: 'filtered' | 'processor_error'): void {
    const ledger = this.#ledger[signal];
    ledger.emitted++;
    if (reason === 'filtered') ledger.filtered++;
    else ledger.dropped.processor_error++;
  }

  /** The destination's view of `observability.health()`: from counters, at once. */
  health(): ExporterHealth {
    const failing = SIGNALS.filter(signal => this.#pipes[signal].isFailing).length;
    const quarantined = SIGNALS.some(signal => this.#ledger[signal].quarantined > 0);
    return {
      status: failing > 0 && !this.#lastDeliveredAt ? 'down' : failing > 0 || quarantined ? 'degraded' : 'ok',
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      ...(this.#lastDeliveredAt === undefined ? {} : { lastDeliveredAt: this.#lastDeliveredAt }),
      signals: this.#ledger,
    };
  }

  async flush(options: FlushOptions = {}): Promise<FlushCounts> {
    const before = this.#baseline();
    this.#releaseRunning(Number.POSITIVE_INFINITY);
    const lastSeq = this.#seq - 1;
    const timeoutMs = options.timeoutMs ?? this.#options.attemptTimeoutMs;
    await Promise.all(SIGNALS.map(signal => this.#pipes[signal].flush({ timeoutMs }, lastSeq)));
    return this.#since(before);
  }

  /** Flushes within the deadline and gives up the rest, counted. Idempotent. */
  shutdown(options: FlushOptions = {}): Promise<FlushCounts> {
    this.#closed ??= (async () => {
      const before = this.#baseline();
      await this.#flushUntil(this.#clock.monotonic() + (options.timeoutMs ?? this.#options.shutdownTimeoutMs));
      this.#isClosed = true;
      clearTimeout(this.#windowTimer);
      this.#releaseRunning(Number.POSITIVE_INFINITY);
      for (const signal of SIGNALS) this.#pipes[signal].close('shutdown_timeout');
      return this.#since(before);
    })();
    return this.#closed;
  }

  quarantined(): readonly QuarantinedEvent[] {
    return this.#quarantine.list();
  }

  /** Sends what was quarantined once more. */
  redrive(): void {
    for (const { signal, item } of this.#quarantine.drain()) {
      this.#ledger[signal].quarantined -= item.weight;
      item.seq = this.#seq++;
      this.#admit(signal, item, () => this.#pipes[signal].push(item));
    }
  }

  /** Goes on trying until nothing is left or the time is up: after a shutdown there is no other chance. */
  async #flushUntil(deadline: number): Promise<void> {
    for (;;) {
      const timeoutMs = deadline - this.#clock.monotonic();
      if (timeoutMs <= 0) return;
      const { pending } = await this.flush({ timeoutMs });
      if (pending === 0) return;
    }
  }

  #acceptSpan(event: TracingEvent, item: Item): void {
    const span = event.exportedSpan;
    const held = this.#running.take(span);
    if (held) {
      // Every event has the whole span, so the latest one stands for those before it.
      item.weight += held.weight;
      this.#ledger.tracing.queued -= held.weight;
      this.#release(held);
    }
    if (event.type === 'span.ended') {
      this.#admit('tracing', item, () => this.#pipes.tracing.push(item));
      return;
    }
    this.#admit('tracing', item, () => {
      const other = this.#running.hold(span, item);
      if (other) this.#pipes.tracing.push(other);
      this.#windowTimer ??= setTimeout(() => this.#closeWindow(), this.#options.maxBatchWaitMs).unref();
    });
  }

  /** Lets a running span go when its window has passed without an end. */
  #closeWindow(): void {
    this.#windowTimer = undefined;
    const now = this.#clock.monotonic();
    this.#releaseRunning(now - this.#options.maxBatchWaitMs);
    const oldest = this.#running.oldest();
    if (oldest && !this.#isClosed) {
      const wait = Math.max(1, oldest.acceptedAt + this.#options.maxBatchWaitMs - now);
      this.#windowTimer = setTimeout(() => this.#closeWindow(), wait).unref();
    }
  }

  #releaseRunning(acceptedUpTo: number): void {
    for (let item = this.#running.oldest(); item && item.acceptedAt <= acceptedUpTo; item = this.#running.oldest()) {
      this.#running.shift();
      this.#pipes.tracing.push(item);
    }
  }

  /** Counts the item as queued, where there is room for it or something less valuable can go instead. */
  #admit(signal: Signal, item: Item, enqueue: () => void): void {
    const { maxQueueEvents, maxQueueBytes } = this.#options;
    while (this.#events + item.weight > maxQueueEvents || this.#bytes + item.bytes > maxQueueBytes) {
      if (!this.#evictBelow(item.worth)) {
        this.#ledger[signal].dropped.queue_full += item.weight;
        this.#warnFull();
        return;
      }
    }
    this.#events += item.weight;
    this.#bytes += item.bytes;
    this.#ledger[signal].queued += item.weight;
    enqueue();
  }

  #evictBelow(worth: Worth): boolean {
    for (const candidate of WORTHS) {
      if (candidate >= worth) return false;
      for (const signal of SIGNALS) {
        const evicted = this.#pipes[signal].ready.evict(candidate);
        if (evicted) return this.#drop(evicted, 'queue_full');
      }
      if (candidate === Worth.ORDINARY) {
        const begun = this.#running.oldest();
        if (begun && begun.worth < worth) {
          this.#running.shift();
          return this.#drop(begun, 'queue_full');
        }
      }
    }
    return false;
  }

  #drop(item: Item, reason: DropReason): true {
    const ledger = this.#ledger[item.signal];
    ledger.queued -= item.weight;
    ledger.dropped[reason] += item.weight;
    this.#release(item);
    this.#warnFull();
    return true;
  }

  #release(item: Item): void {
    this.#events -= item.weight;
    this.#bytes -= item.bytes;
  }

  #isolateForGood(item: Item, error: unknown): void {
    const { signal } = item;
    this.#lastError = messageOf(error);
    this.#ledger[signal].quarantined += item.weight;
    this.#logger.warn(
      `[observability] ${this.#destination.name} refused one ${signal} event, which is now in quarantine: ${this.#lastError}`,
    );
    this.#quarantine.add(signal, item, this.#lastError, (oldSignal, old) => {
      this.#ledger[oldSignal].quarantined -= old.weight;
      this.#ledger[oldSignal].dropped.invalid += old.weight;
    });
  }

  #reportFailure(signal: Signal, error: unknown): void {
    this.#lastError = messageOf(error);
    if (this.#outage) return;
    this.#outage = true;
    this.#logger.warn(
      `[observability] ${this.#destination.name} cannot take ${this.#destination.order === 'arrival' ? '' : `${signal} `}events now: ${this.#lastError}. They are kept and retried.`,
    );
  }

  #reportArrival(): void {
    this.#lastDeliveredAt = new Date(this.#clock.now());
    if (!this.#outage || SIGNALS.some(signal => this.#pipes[signal].isFailing)) return;
    this.#outage = false;
    this.#logger.info(`[observability] ${this.#destination.name} takes events again.`);
  }

  #warnedFull = false;

  #warnFull(): void {
    if (this.#warnedFull) return;
    this.#warnedFull = true;
    this.#logger.warn(
      `[observability] the queue of ${this.#destination.name} is full (${this.#events} events, ${this.#bytes} bytes): ` +
        'the least valuable events are dropped and counted. Raise delivery.maxQueueEvents or maxQueueBytes, or find out why the destination is slow.',
    );
  }

  /** Deliveries are counted from a call on, failures from where the last call stopped: each is told once. */
  #baseline(): { readonly delivered: number; readonly failed: number } {
    return { delivered: totals(this.#ledger).delivered, failed: this.#failedReported };
  }

  #since(before: { readonly delivered: number; readonly failed: number }): FlushCounts {
    const now = totals(this.#ledger);
    this.#failedReported = now.failed;
    return { delivered: now.delivered - before.delivered, failed: now.failed - before.failed, pending: now.pending };
  }
}
