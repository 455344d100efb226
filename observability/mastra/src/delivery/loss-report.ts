import type { DiagnosticLogger, DropReason, LossHealth, Signal } from '@mastra/core/observability';
import { type Clock, cancelEvery, every } from '../clock.ts';

/** A loss is over when nothing has been lost for so long. Until then `health()` tells of it. */
const QUIET_MS = 5 * 60_000;
const LOOK_MS = 10_000;

const ADVICE: Readonly<Record<DropReason, string>> = {
  queue_full:
    'its queue is full; raise delivery.maxQueueBytes, give it a delivery.spool, or find out why the destination is slow',
  too_large: 'an event is larger than delivery.maxQueueBytes',
  retry_expired: 'the destination was unreachable for delivery.retry.maxAgeMs',
  shutdown_timeout: 'shutdown() had no more time; give it a longer timeoutMs, or a delivery.spool',
  after_shutdown: 'events came after shutdown()',
  unsupported: 'the destination does not take this signal',
  processor_error: 'a processor or filter threw',
  invalid: 'the events cannot be represented, or the quarantine was full',
  exporter_error: 'its handler threw',
  spool_full: 'delivery.spool.maxBytes is used up, and memory is full',
  spool_expired: 'the events were in the spool for delivery.spool.maxAgeMs',
  spool_damaged: 'the spool could not read back what it had written',
};

/** Told of by those who cause them, or at the end: no warning of the loss itself. */
const TOLD_ELSEWHERE: ReadonlySet<DropReason> = new Set(['unsupported', 'processor_error', 'shutdown_timeout']);

/** What the queue held when something was lost. */
export interface Fill {
  readonly events: number;
  readonly bytes: number;
}

interface Period {
  readonly since: Date;
  events: number;
  readonly reasons: Partial<Record<DropReason, number>>;
  lastAt: number;
}

/** Tells of lost events: one warning when a period of loss begins, one line with its sums when it is over. */
export class LossReport {
  readonly #name: string;
  readonly #logger: Pick<DiagnosticLogger, 'warn' | 'info'>;
  readonly #clock: Clock;
  #period: Period | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, logger: Pick<DiagnosticLogger, 'warn' | 'info'>, clock: Clock) {
    this.#name = name;
    this.#logger = logger;
    this.#clock = clock;
  }

  lost(signal: Signal, reason: DropReason, events: number, fill?: Fill): void {
    const now = this.#clock.monotonic();
    this.#endIfQuiet(now);
    let period = this.#period;
    if (period === undefined) {
      period = { since: new Date(this.#clock.now()), events: 0, reasons: {}, lastAt: now };
      this.#period = period;
      this.#timer = every(LOOK_MS, () => this.#endIfQuiet(this.#clock.monotonic()));
      if (!TOLD_ELSEWHERE.has(reason)) this.#warn(signal, reason, fill);
    }
    period.lastAt = now;
    period.events += events;
    period.reasons[reason] = (period.reasons[reason] ?? 0) + events;
  }

  /** What has been lost lately; `undefined` when nothing was for five minutes. */
  health(): LossHealth | undefined {
    this.#endIfQuiet(this.#clock.monotonic());
    if (!this.#period) return undefined;
    const { since, events, reasons } = this.#period;
    return { since, events, reasons: { ...reasons } };
  }

  /** The pipeline ends: what there is to tell is told now. `health()` goes on knowing it. */
  close(): void {
    if (this.#period && this.#timer) this.#tell(this.#period);
    cancelEvery(this.#timer);
    this.#timer = undefined;
  }

  #warn(signal: Signal, reason: DropReason, fill: Fill | undefined): void {
    const held = fill && reason === 'queue_full' ? ` (${fill.events} events, ${fill.bytes} bytes)` : '';
    this.#logger.warn(
      `[observability] ${this.#name} loses events, the first a ${signal} event as ${reason}: ${ADVICE[reason]}${held}. health() counts them; the sum is told when it is over.`,
    );
  }

  #endIfQuiet(now: number): void {
    if (!this.#period || now - this.#period.lastAt < QUIET_MS) return;
    if (this.#timer) this.#tell(this.#period);
    cancelEvery(this.#timer);
    this.#timer = undefined;
    this.#period = undefined;
  }

  #tell({ events, reasons, since }: Period): void {
    const sums = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`);
    this.#logger.info(
      `[observability] ${this.#name} lost ${events} events since ${since.toISOString()}: ${sums.join(', ')}.`,
    );
  }
}
