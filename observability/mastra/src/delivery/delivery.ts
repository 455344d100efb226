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
import { FlushCounter } from './flush-counter.ts';
import { type Item, isSpooled, WORTHS, Worth, worthOf } from './item.ts';
import { createLedger, takeOff } from './ledger.ts';
import type { ResolvedDelivery, ResolvedSpool } from './options.ts';
import { type PipeHost, SignalPipe } from './pipe.ts';
import { Quarantine, type QuarantinedEvent } from './quarantine.ts';
import { DeliveryReports } from './reports.ts';
import { RunningSpans } from './running-spans.ts';
import { sizeOfEvent } from './size.ts';
import { flushWithSpool } from './spool/flush.ts';
import { Spool } from './spool/spool.ts';

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
  readonly #reports: DeliveryReports;
  readonly #clock: Clock;
  readonly #ledger = createLedger();
  readonly #counter = new FlushCounter(this.#ledger);
  readonly #pipes: Readonly<Record<Signal, SignalPipe>>;
  readonly #running = new RunningSpans();
  readonly #quarantine = new Quarantine();
  readonly #spool: Spool | undefined;
  #windowTimer: NodeJS.Timeout | undefined;
  #seq = 0;
  #leftAtGroup = 0;
  #events = 0;
  #bytes = 0;
  #closed: Promise<FlushCounts> | undefined;
  #isClosed = false;

  constructor(destination: Destination, init: DeliveryInit) {
    this.#destination = destination;
    this.#options = init.options;
    this.#logger = init.logger;
    this.#clock = init.clock ?? systemClock;
    this.#reports = new DeliveryReports(destination.name, init.logger, this.#clock);
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
      leaves: item => this.#leaves(item),
      expired: (item, now) => this.#expired(item, now),
      failed: (signal, error) => this.#reports.failed(destination.order === 'arrival' ? undefined : signal, error),
      arrived: () => this.#reports.arrived(() => this.#isFailing),
    };
    const shared = destination.order === 'arrival' ? new SignalPipe('tracing', host) : undefined;
    this.#pipes = Object.fromEntries(SIGNALS.map(signal => [signal, shared ?? new SignalPipe(signal, host)])) as Record<
      Signal,
      SignalPipe
    >;
    if (init.options.spool) this.#spool = this.#openSpool(init.options.spool);
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
      slot: undefined,
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
    const { lastError, lastDeliveredAt } = this.#reports;
    const isFailing = this.#isFailing;
    const quarantined = SIGNALS.some(signal => this.#ledger[signal].quarantined > 0);
    const isImpaired = isFailing || quarantined || this.#spool?.trouble !== undefined;
    return {
      status: isFailing && !lastDeliveredAt ? 'down' : isImpaired ? 'degraded' : 'ok',
      ...(lastError === undefined ? {} : { lastError }),
      ...(lastDeliveredAt === undefined ? {} : { lastDeliveredAt }),
      ...(this.#spool === undefined ? {} : { spool: this.#spool.health() }),
      signals: this.#ledger,
    };
  }

  async flush(options: FlushOptions = {}): Promise<FlushCounts> {
    const counts = this.#counter.begin();
    this.#releaseRunning(Number.POSITIVE_INFINITY);
    const timeoutMs = options.timeoutMs ?? this.#options.attemptTimeoutMs;
    const flush = (ms: number) => this.#flushPipes(ms);
    if (this.#spool === undefined) await flush(timeoutMs);
    else await flushWithSpool(this.#spool, { clock: this.#clock, isFailing: () => this.#isFailing, flush }, timeoutMs);
    return counts();
  }

  /** Flushes within the deadline and gives up the rest, counted. Idempotent. */
  shutdown(options: FlushOptions = {}): Promise<FlushCounts> {
    this.#closed ??= (async () => {
      const counts = this.#counter.begin();
      const timeoutMs = options.timeoutMs ?? this.#options.shutdownTimeoutMs;
      const deadline = this.#clock.monotonic() + timeoutMs;
      await this.#flushUntil(this.#spool ? deadline - Math.min(1000, timeoutMs / 4) : deadline);
      this.#isClosed = true;
      clearTimeout(this.#windowTimer);
      this.#releaseRunning(Number.POSITIVE_INFINITY);
      await this.#spool?.syncWithin(deadline - this.#clock.monotonic());
      for (const signal of SIGNALS) this.#pipes[signal].close('shutdown_timeout');
      await this.#spool?.closeWithin(deadline - this.#clock.monotonic());
      return counts();
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
      this.#spool?.readmit(item);
      this.#admit(signal, item, () => this.#pipes[signal].push(item));
    }
  }

  /** Goes on trying until nothing is left or the time is up: after a shutdown there is no other chance. */
  async #flushUntil(deadline: number): Promise<void> {
    for (;;) {
      const timeoutMs = deadline - this.#clock.monotonic();
      if (timeoutMs <= 0) return;
      const { delivered, pending } = await this.flush({ timeoutMs });
      if (pending === 0) return;
      // Held by a disk that cannot be read now: no attempt is there to wait for.
      if (this.#spool && delivered === 0 && !this.#isFailing) return;
    }
  }

  #acceptSpan(event: TracingEvent, item: Item): void {
    const span = event.exportedSpan;
    const held = this.#running.take(span);
    if (held) {
      // Every event has the whole span, so the latest one stands for those before it.
      item.weight += held.weight;
      takeOff(this.#ledger.tracing, held);
      if (this.#spool) {
        this.#spool.supersede(held, item);
        this.#letGo(held);
      } else this.#release(held);
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
      if (!this.#leaveMemory() && !this.#evictBelow(item.worth)) {
        this.#ledger[signal].dropped[this.#spool?.isFull ? 'spool_full' : 'queue_full'] += item.weight;
        this.#spool?.left(item);
        this.#reports.full(this.#events, this.#bytes);
        return;
      }
    }
    this.#events += item.weight;
    this.#bytes += item.bytes;
    this.#ledger[signal].queued += item.weight;
    if (this.#spool !== undefined) {
      if (this.#spool.spills()) {
        this.#spool.spill(item);
        return;
      }
      this.#spool.offer(item);
    }
    enqueue();
  }

  /** Takes out of memory what is synced, once after each time that something was. */
  #leaveMemory(): boolean {
    const spool = this.#spool;
    if (spool === undefined || spool.groups === this.#leftAtGroup) return false;
    this.#leftAtGroup = spool.groups;
    const synced = SIGNALS.flatMap(signal => this.#pipes[signal].ready.takeAll(isSpooled));
    for (const item of synced) spool.putAside(item);
    return synced.length > 0;
  }

  #evictBelow(worth: Worth): boolean {
    for (const candidate of WORTHS) {
      if (candidate >= worth) return false;
      for (const signal of SIGNALS) {
        const evicted = this.#pipes[signal].ready.evict(candidate);
        if (evicted) return this.#evict(evicted);
      }
      const unwritten = this.#spool?.evict(candidate);
      if (unwritten) return this.#evict(unwritten);
      if (candidate === Worth.ORDINARY) {
        const begun = this.#running.oldest();
        if (begun && begun.worth < worth) {
          this.#running.shift();
          return this.#evict(begun);
        }
      }
    }
    return false;
  }

  #drop(item: Item, reason: DropReason): true {
    const ledger = this.#ledger[item.signal];
    takeOff(ledger, item);
    ledger.dropped[reason] += item.weight;
    this.#release(item);
    return true;
  }

  /** Makes room: what is on the disk may leave memory, anything else is lost. */
  #evict(item: Item): true {
    if (isSpooled(item)) {
      this.#spool!.putAside(item);
      return true;
    }
    this.#drop(item, this.#spool?.isFull ? 'spool_full' : 'queue_full');
    this.#reports.full(this.#events, this.#bytes);
    return true;
  }

  #release(item: Item): void {
    this.#letGo(item);
    this.#spool?.left(item);
  }

  #letGo(item: Item): void {
    this.#events -= item.weight;
    this.#bytes -= item.bytes;
  }

  #leaves(item: Item): boolean {
    if (!isSpooled(item)) return false;
    this.#letGo(item);
    return true;
  }

  #expired(item: Item, now: number): DropReason | undefined {
    if (this.#spool && isSpooled(item)) return this.#spool.expired(item);
    return now - item.acceptedAt < this.#options.retry.maxAgeMs ? undefined : 'retry_expired';
  }

  #isolateForGood(item: Item, error: unknown): void {
    const { signal } = item;
    this.#letGo(item);
    this.#ledger[signal].quarantined += item.weight;
    const reason = this.#reports.refused(signal, error);
    const at = new Date(this.#clock.now());
    this.#spool?.refuse(item, reason, at);
    this.#keepRefused(item, reason, at);
  }

  #keepRefused(item: Item, reason: string, at: Date): void {
    this.#quarantine.add(item, reason, at, old => {
      this.#ledger[old.signal].quarantined -= old.weight;
      this.#ledger[old.signal].dropped.invalid += old.weight;
      this.#spool?.left(old);
    });
  }

  #openSpool(options: ResolvedSpool): Spool {
    const { maxQueueEvents, maxQueueBytes } = this.#options;
    return new Spool(options, {
      name: this.#destination.name,
      ledger: this.#ledger,
      logger: this.#logger,
      clock: this.#clock,
      maxQueueEvents,
      maxQueueBytes,
      events: () => this.#events,
      bytes: () => this.#bytes,
      nextSeq: () => this.#seq++,
      hold: item => {
        this.#events += item.weight;
        this.#bytes += item.bytes;
      },
      letGo: item => this.#letGo(item),
      push: item => this.#pipes[item.signal].push(item),
      drop: (item, reason) => void this.#drop(item, reason),
      restore: (item, reason, at) => {
        this.#ledger[item.signal].quarantined += item.weight;
        this.#keepRefused(item, reason, at);
      },
    });
  }

  get #isFailing(): boolean {
    return SIGNALS.some(signal => this.#pipes[signal].isFailing);
  }

  async #flushPipes(timeoutMs: number): Promise<void> {
    const lastSeq = this.#seq - 1;
    await Promise.all(SIGNALS.map(signal => this.#pipes[signal].flush({ timeoutMs }, lastSeq)));
  }
}
