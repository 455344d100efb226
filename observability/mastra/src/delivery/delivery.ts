import {
  type DiagnosticLogger,
  type ExporterHealth,
  type FlushCounts,
  type FlushOptions,
  type ObservabilityEvent,
  SIGNALS,
  type Signal,
  type TracingEvent,
} from '@mastra/core/observability';
import { type Clock, systemClock } from '../clock.ts';
import { FlushCounter } from './flush-counter.ts';
import { guardedLogger } from './guarded-logger.ts';
import { LossReport } from './loss-report.ts';
import type { ResolvedDelivery } from './options.ts';
import { type Priority, priorityOf } from './priority.ts';
import type { QuarantinedEvent } from './quarantine.ts';
import { Queue } from './queue.ts';
import { QueuedEvent } from './queued-event.ts';
import { DeliveryReports } from './reports.ts';
import { type Destination, Sender } from './sender.ts';
import { isEventOf, sizeOfEvent } from './size.ts';
import { Spool } from './spool/spool.ts';

/** What is being written to the disk cannot leave memory: it is never more than a part of it. */
function smallSegments(options: ResolvedDelivery): ResolvedDelivery {
  const { maxBatchSize, maxBatchBytes, maxQueueEvents, maxQueueBytes } = options;
  return {
    ...options,
    maxBatchSize: Math.max(1, Math.min(maxBatchSize, Math.floor(maxQueueEvents / 8))),
    maxBatchBytes: Math.max(1, Math.min(maxBatchBytes, Math.floor(maxQueueBytes / 8))),
  };
}

export interface DeliveryInit {
  readonly options: ResolvedDelivery;
  readonly logger: DiagnosticLogger;
  readonly clock?: Clock;
}

/**
 * Takes events at the speed of user code and brings them to a destination at its own. `accept` never throws and never
 * waits; a `Queue` holds the events and says where each of them is, a `Sender` for each signal sends them, and a `Spool`
 * takes to the disk what memory does not hold.
 */
export class Delivery {
  readonly #options: ResolvedDelivery;
  readonly #inOrder: boolean;
  readonly #clock: Clock;
  readonly #reports: DeliveryReports;
  readonly #losses: LossReport;
  readonly #queue: Queue;
  readonly #spool: Spool | undefined;
  readonly #senders: readonly Sender[];
  readonly #counter: FlushCounter;
  #closed: Promise<FlushCounts> | undefined;
  #isClosed = false;

  constructor(destination: Destination, init: DeliveryInit) {
    const { options, clock = systemClock } = init;
    const logger = guardedLogger(init.logger);
    this.#options = options;
    this.#inOrder = destination.order === 'arrival';
    this.#clock = clock;
    this.#reports = new DeliveryReports(destination.name, logger, clock);
    this.#losses = new LossReport(destination.name, logger, clock);
    this.#queue = new Queue(
      options.spool ? smallSegments(options) : options,
      destination.order ?? 'signal',
      this.#losses,
    );
    this.#counter = new FlushCounter(this.#queue.ledger.book);
    this.#spool =
      options.spool && new Spool(options.spool, { name: destination.name, queue: this.#queue, logger, clock });
    const context = { destination, options, clock, queue: this.#queue, reports: this.#reports, spool: this.#spool };
    this.#senders = this.#queue.lanes.map((lane, i) => new Sender(lane, SIGNALS[i]!, context));
  }

  accept(signal: Signal, event: ObservabilityEvent): void {
    const queue = this.#queue;
    let bytes = 0;
    let priority: Priority | undefined;
    try {
      if (isEventOf(signal, event)) {
        bytes = sizeOfEvent(event);
        priority = priorityOf(event);
      }
    } catch {
      // Callers without types hand over anything, also what throws when it is looked at.
    }
    if (priority === undefined) {
      if (SIGNALS.includes(signal)) queue.turnAway(signal, 'invalid');
    } else if (this.#isClosed) {
      queue.turnAway(signal, 'after_shutdown');
    } else if (bytes > this.#options.maxQueueBytes) {
      queue.turnAway(signal, 'too_large');
    } else if (signal === 'tracing' && !this.#inOrder) {
      this.#acceptSpan(event as TracingEvent, bytes, priority);
    } else if (queue.hasRoomFor(bytes) || this.#makeRoom(bytes, priority)) {
      queue.add(new QueuedEvent(signal, event, 1, bytes, priority, this.#clock.monotonic(), undefined));
      this.#spool?.noticed();
    } else {
      queue.turnAway(signal, this.#fullReason());
    }
  }

  /** Counts an event that is kept from the destination on purpose, or because a filter failed. */
  leaveOut(signal: Signal, reason: 'filtered' | 'processor_error'): void {
    this.#queue.turnAway(signal, reason);
  }

  /** The destination's view of `observability.health()`: from counters, at once. */
  health(): ExporterHealth {
    const { lastError, lastDeliveredAt } = this.#reports;
    const { book } = this.#queue.ledger;
    const loss = this.#losses.health();
    const isFailing = this.#isFailing;
    const quarantined = SIGNALS.some(signal => book[signal].quarantined > 0);
    const isImpaired = isFailing || quarantined || loss !== undefined || this.#spool?.trouble !== undefined;
    const abandoned = this.#senders.reduce((sum, sender) => sum + sender.abandoned, 0);
    return {
      status: isFailing && !lastDeliveredAt ? 'down' : isImpaired ? 'degraded' : 'ok',
      ...(lastError === undefined ? {} : { lastError }),
      ...(lastDeliveredAt === undefined ? {} : { lastDeliveredAt }),
      ...(loss === undefined ? {} : { loss }),
      ...(abandoned === 0 ? {} : { abandonedAttempts: abandoned }),
      ...(this.#spool === undefined ? {} : { spool: this.#spool.health() }),
      signals: book,
    };
  }

  /** Resolves when less than so many bytes are in memory; without a number, when nothing is. */
  drained(belowBytes = 0): Promise<void> {
    return this.#queue.below(belowBytes);
  }

  async flush(options: FlushOptions = {}): Promise<FlushCounts> {
    const counts = this.#counter.begin();
    const deadline = this.#clock.monotonic() + (options.timeoutMs ?? this.#options.attemptTimeoutMs);
    await this.#flushUntil(deadline);
    return counts();
  }

  /** Flushes within the deadline and gives up the rest, counted. Idempotent. */
  shutdown(options: FlushOptions = {}): Promise<FlushCounts> {
    this.#closed ??= this.#shutdown(options.timeoutMs ?? this.#options.shutdownTimeoutMs);
    return this.#closed;
  }

  quarantined(): readonly QuarantinedEvent[] {
    return this.#queue.quarantine.list();
  }

  /** Sends what was quarantined once more. */
  redrive(): void {
    const now = this.#clock.monotonic();
    for (const { signal, event, weight, bytes, priority, copy } of this.#queue.quarantine.drain()) {
      this.#queue.add(new QueuedEvent(signal, event, weight, bytes, priority, now, copy), 'quarantined');
      this.#spool?.noticed();
    }
  }

  #acceptSpan(event: TracingEvent, bytes: number, priority: Priority): void {
    const queue = this.#queue;
    const { running } = queue.laneOf('tracing');
    const span = event.exportedSpan;
    let held = running.get(span);
    if (!queue.hasRoomFor(bytes, held)) {
      if (!this.#makeRoom(bytes, priority)) {
        queue.turnAway('tracing', this.#fullReason());
        return;
      }
      // It may be what had to go.
      held = running.get(span);
    }
    // Every event has the whole span, so the latest one stands for those before it.
    const one = held
      ? new QueuedEvent('tracing', event, held.weight + 1, bytes, priority, held.acceptedAt, held.copy)
      : new QueuedEvent('tracing', event, 1, bytes, priority, this.#clock.monotonic(), undefined);
    queue.addSpan(one, held);
    this.#spool?.noticed();
  }

  /** Brings what is in memory to the disk, or gives up what has a lower priority. Answers whether there is room now. */
  #makeRoom(bytes: number, priority: Priority): boolean {
    const queue = this.#queue;
    while (!queue.hasRoomFor(bytes)) {
      if (!this.#spool?.makeRoom() && !queue.evictBelow(priority, this.#fullReason())) return false;
    }
    return true;
  }

  #fullReason(): 'spool_full' | 'queue_full' {
    return this.#spool?.isFull ? 'spool_full' : 'queue_full';
  }

  get #isFailing(): boolean {
    return this.#senders.some(sender => sender.isFailing);
  }

  async #flushUntil(deadline: number): Promise<void> {
    await this.#spool?.openedBy(deadline);
    for (const { lane } of this.#senders) this.#queue.releaseRunning(lane, Number.POSITIVE_INFINITY);
    await Promise.all(this.#senders.map(sender => sender.flush(sender.lane.seal(), deadline)));
  }

  async #shutdown(timeoutMs: number): Promise<FlushCounts> {
    const counts = this.#counter.begin();
    const deadline = this.#clock.monotonic() + timeoutMs;
    // The disk needs a moment at the end.
    const flushBy = this.#spool ? deadline - Math.min(1000, timeoutMs / 4) : deadline;
    do await this.#flushUntil(flushBy);
    while (this.#clock.monotonic() < flushBy && this.#queue.lanes.some(lane => !lane.isEmpty));
    this.#isClosed = true;
    for (const { lane } of this.#senders) this.#queue.releaseRunning(lane, Number.POSITIVE_INFINITY);
    await this.#spool?.syncBy(deadline);
    for (const sender of this.#senders) sender.close();
    this.#queue.close('shutdown_timeout');
    await this.#spool?.closeBy(deadline);
    this.#reports.close();
    this.#losses.close();
    return counts();
  }
}
