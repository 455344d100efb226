import {
  type DiagnosticLogger,
  type DrainOptions,
  type ExporterHealth,
  type FlushCounts,
  type FlushOptions,
  type ObservabilityEvent,
  type ObservabilityExporter,
  SIGNALS,
  type Signal,
  type SignalLedger,
} from '@mastra/core/observability';
import { systemClock } from '../clock.ts';
import { asOwnWork, ownWorkRunner } from '../context/own-work.ts';
import { createBook, type LedgerBook, totals } from '../delivery/ledger.ts';
import { messageOf } from '../delivery/message.ts';
import { TIMED_OUT, withTimeout } from '../delivery/timeout.ts';
import { BaseExporter } from '../exporters/base.ts';
import { QueuedExporter } from '../exporters/queued.ts';
import { isolated, READS_ONLY } from './isolated.ts';

type Handle = (event: ObservabilityEvent) => void | Promise<void>;

/** The handler of one signal of one exporter: everything that an event needs, found once. */
export interface Handler {
  readonly of: ExporterHandle;
  readonly signal: Signal;
  readonly handle: Handle;
  /** `undefined` where the exporter keeps the ledger. */
  readonly ledger: SignalLedger | undefined;
}

/** Promises of asynchronous handlers that one exporter may have open before further events are dropped. */
const MAX_OPEN_CALLS = 100_000;

/**
 * One exporter behind the bus: calls its handlers so that no failure gets out, and keeps the ledger of an exporter that
 * keeps none itself.
 */
export class ExporterHandle {
  readonly name: string;
  readonly exporter: ObservabilityExporter;
  readonly #handlers: Readonly<Record<Signal, Handle | undefined>>;
  readonly #isQueued: boolean;
  readonly #asOwnWork = ownWorkRunner();
  readonly #logger: DiagnosticLogger;
  readonly #ledger: LedgerBook | undefined;
  readonly #open = new Set<Promise<void>>();
  #lastError: string | undefined;
  #failing = false;
  #lastDeliveredAt: Date | undefined;
  #closed = false;
  #getsCopies = false;
  /** Failures that a flush has told of: each is told once. */
  #failedReported = 0;

  constructor(name: string, exporter: ObservabilityExporter, logger: DiagnosticLogger) {
    this.name = name;
    this.exporter = exporter;
    this.#logger = logger;
    this.#isQueued = exporter instanceof QueuedExporter;
    this.#handlers = handlersOf(exporter);
    this.#ledger = exporter.health ? undefined : createBook();
  }

  /** There are other exporters: what this one changes of an event must not reach them. Ours change nothing. */
  isolate(): void {
    this.#getsCopies = !(READS_ONLY in this.exporter);
  }

  /** Handler presence is signal support. */
  supports(signal: Signal): boolean {
    return this.#handlers[signal] !== undefined;
  }

  handlerOf(signal: Signal): Handler | undefined {
    const handle = this.#handlers[signal];
    return handle && { of: this, signal, handle, ledger: this.#ledger?.[signal] };
  }

  deliver({ signal, handle, ledger }: Handler, emitted: ObservabilityEvent): void {
    if (ledger) {
      ledger.emitted++;
      if (this.#closed) {
        ledger.dropped.after_shutdown++;
        return;
      }
      if (this.#open.size >= MAX_OPEN_CALLS) {
        ledger.dropped.queue_full++;
        return;
      }
    }
    try {
      const event = this.#getsCopies ? isolated(emitted) : emitted;
      // A handler that only puts the event into a queue starts no work of its own.
      const result = this.#isQueued ? handle(event) : this.#asOwnWork(handle, event);
      if (typeof result === 'object' && result !== null && typeof result.then === 'function') {
        this.#track(signal, result);
      } else if (ledger) {
        ledger.delivered++;
        this.#failing = false;
      }
    } catch (error) {
      if (ledger) ledger.dropped.exporter_error++;
      this.#report(error);
    }
  }

  /** Waits for open handlers, then lets the exporter do the same with what it holds. */
  async flush(options: Required<FlushOptions>): Promise<FlushCounts> {
    return this.#settle(options, remaining => this.exporter.flush?.({ timeoutMs: remaining }));
  }

  /** Resolves when the exporter has less queued in memory, or its open handlers have settled. Never rejects. */
  async drained(options?: DrainOptions): Promise<void> {
    try {
      if (this.exporter.drained) await this.exporter.drained(options);
      else await Promise.all(this.#open);
    } catch (error) {
      this.#report(error);
    }
  }

  async shutdown(options: Required<FlushOptions>): Promise<FlushCounts> {
    const counts = await this.#settle(options, remaining => this.exporter.shutdown?.({ timeoutMs: remaining }));
    this.#closed = true;
    return counts;
  }

  health(): ExporterHealth {
    if (!this.#ledger) {
      try {
        const own = this.exporter.health!();
        if (isHealth(own)) return own;
        return { status: 'down', lastError: 'its health() answers no health', signals: createBook() };
      } catch (error) {
        return { status: 'down', lastError: messageOf(error), signals: createBook() };
      }
    }
    return {
      status: this.#failing ? 'degraded' : 'ok',
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      ...(this.#lastDeliveredAt === undefined ? {} : { lastDeliveredAt: this.#lastDeliveredAt }),
      signals: this.#ledger,
    };
  }

  async #settle(
    options: Required<FlushOptions>,
    finish: (remainingMs: number) => Promise<FlushCounts | void> | undefined,
  ): Promise<FlushCounts> {
    const deadline = systemClock.monotonic() + options.timeoutMs;
    const before = totals(this.health().signals);
    const failedBefore = this.#failedReported;
    if (this.#open.size > 0) await withTimeout(Promise.all(this.#open), options.timeoutMs);
    const remaining = Math.max(0, deadline - systemClock.monotonic());
    let own: FlushCounts | void | undefined;
    try {
      const result = asOwnWork(() => finish(remaining));
      // A little longer than the exporter was told, so that its own answer comes first.
      const settled = result ? await withTimeout(result, remaining + 100) : undefined;
      if (settled !== TIMED_OUT) own = settled;
      else this.#report(new Error(`did not answer within ${Math.round(options.timeoutMs)} ms`));
    } catch (error) {
      this.#report(error);
    }
    const after = totals(this.health().signals);
    if (own && !this.#ledger) return own;
    this.#failedReported = after.failed;
    return {
      delivered: after.delivered - before.delivered,
      failed: after.failed - failedBefore,
      pending: after.pending,
    };
  }

  #track(signal: Signal, result: Promise<void>): void {
    const ledger = this.#ledger?.[signal];
    if (ledger) ledger.queued++;
    // Also for what only looks like a promise, and settles at once or throws.
    const done: Promise<void> = Promise.resolve(result).then(
      () => {
        this.#open.delete(done);
        this.#failing = false;
        if (!ledger) return;
        ledger.queued--;
        ledger.delivered++;
        this.#lastDeliveredAt = new Date(systemClock.now());
      },
      error => {
        this.#open.delete(done);
        if (ledger) {
          ledger.queued--;
          ledger.dropped.exporter_error++;
        }
        this.#report(error);
      },
    );
    this.#open.add(done);
  }

  /** Says so once for each stretch of failures, outside the pipeline that failed. */
  #report(error: unknown): void {
    this.#lastError = messageOf(error);
    if (this.#failing) return;
    this.#failing = true;
    this.#logger.warn(
      `[observability] exporter '${this.name}' failed: ${this.#lastError}. Events that it did not take are counted in observability.health().`,
    );
  }
}

function handlersOf(exporter: ObservabilityExporter): Readonly<Record<Signal, Handle | undefined>> {
  const bind = (handler: ((event: never) => void | Promise<void>) | undefined): Handle | undefined => {
    return typeof handler === 'function' ? (handler.bind(exporter) as Handle) : undefined;
  };
  const byName = {
    tracing: inheritsOnly(exporter) ? undefined : (bind(exporter.onTracingEvent) ?? bind(exporter.exportTracingEvent)),
    log: bind(exporter.onLogEvent),
    metric: bind(exporter.onMetricEvent),
    score: bind(exporter.onScoreEvent),
    feedback: bind(exporter.onFeedbackEvent),
  };
  return Object.fromEntries(SIGNALS.map(signal => [signal, byName[signal]])) as typeof byName;
}

/** The base class has a tracing handler only for the sake of `exportTracingEvent`; alone it supports nothing. */
function inheritsOnly(exporter: ObservabilityExporter): boolean {
  return exporter.onTracingEvent === BaseExporter.prototype.onTracingEvent && !exporter.exportTracingEvent;
}

function isHealth(value: unknown): value is ExporterHealth {
  const signals = (value as Partial<ExporterHealth> | null | undefined)?.signals;
  return (
    signals !== undefined &&
    SIGNALS.every(signal => typeof signals[signal]?.emitted === 'number' && signals[signal].dropped)
  );
}
