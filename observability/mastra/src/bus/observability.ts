import {
  type DiagnosticLogger,
  type DrainOptions,
  type ExporterHealth,
  type FlushCounts,
  type FlushOptions,
  type FlushResult,
  type HealthStatus,
  type ObservabilityEvent,
  type ObservabilityExporter,
  type ObservabilityHealth,
  SIGNALS,
  type Signal,
} from '@mastra/core/observability';
import { copyBook, createBook, type LedgerBook } from '../delivery/ledger.ts';
import { BaseObservabilityEventBus, type EventBusOptions } from './base.ts';
import { ExporterHandle, type Handler } from './exporter-handle.ts';
import { isolated } from './isolated.ts';

const DEFAULT_TIMEOUT_MS = 30_000;

/** Why an event never reached the exporters. */
export type Withheld = 'sampledOut' | 'filtered' | 'processor_error' | 'invalid';

/** The signal that an event belongs to: the one switch over event types. */
export function signalOf(event: ObservabilityEvent): Signal {
  switch (event.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error':
      return 'tracing';
    case 'log':
    case 'metric':
    case 'score':
    case 'feedback':
      return event.type;
    default:
      return event satisfies never;
  }
}

const PLURALS: Readonly<Record<Signal, string>> = {
  tracing: 'traces',
  log: 'logs',
  metric: 'metrics',
  score: 'scores',
  feedback: 'feedback',
};

/** Routes every event to the exporters that have a handler for it, and to in-process subscribers. */
export class ObservabilityBus extends BaseObservabilityEventBus<ObservabilityEvent> {
  readonly #exporters: ExporterHandle[] = [];
  readonly #handlers: Readonly<Record<Signal, Handler[]>> = {
    tracing: [],
    log: [],
    metric: [],
    score: [],
    feedback: [],
  };
  /** What had been withheld before each exporter was registered: not its business. */
  readonly #baselines: LedgerBook[] = [];
  readonly #withheld = createBook();
  readonly #diagnostics: DiagnosticLogger;
  #shutdown: Promise<FlushResult> | undefined;
  #isEmitting = false;
  #warnedOfUnknown = false;

  constructor(options: EventBusOptions & { readonly diagnostics?: DiagnosticLogger } = {}) {
    super(options);
    this.#diagnostics = options.diagnostics ?? console;
  }

  get exporterNames(): readonly string[] {
    return this.#exporters.map(exporter => exporter.name);
  }

  /** Every exporter with the signals that it takes, where these are not all: `langfuse (traces, scores, feedback)`. */
  describeExporters(): readonly string[] {
    return this.#exporters.map(exporter => {
      const taken = SIGNALS.filter(signal => exporter.supports(signal));
      return taken.length === SIGNALS.length
        ? exporter.name
        : `${exporter.name} (${taken.map(signal => PLURALS[signal]).join(', ') || 'nothing'})`;
    });
  }

  registerExporter(exporter: ObservabilityExporter): void {
    const taken = new Set(this.exporterNames);
    let name = exporter.name || 'exporter';
    for (let i = 2; taken.has(name); i++) name = `${exporter.name}-${i}`;
    const handle = new ExporterHandle(name, exporter, this.#diagnostics);
    this.#exporters.push(handle);
    if (this.#exporters.length > 1) for (const one of this.#exporters) one.isolate();
    for (const signal of SIGNALS) {
      const handler = handle.handlerOf(signal);
      if (handler) this.#handlers[signal].push(handler);
    }
    this.#baselines.push(copyBook(this.#withheld));
  }

  /**
   * Hands an event to everybody who has a handler for it. What a handler emits meanwhile is the pipeline's own work, and is
   * not recorded.
   */
  override emit(event: ObservabilityEvent): void {
    if (this.#isEmitting) return;
    const handlers = this.#handlers[signalOf(event)];
    // Callers without types hand over anything; what is no event has no handler.
    if (!handlers) {
      this.#warnOfUnknown(event);
      return;
    }
    this.#isEmitting = true;
    try {
      for (let i = 0; i < handlers.length; i++) handlers[i]!.of.deliver(handlers[i]!, event);
      super.emit(event);
    } finally {
      this.#isEmitting = false;
    }
  }

  /** Subscribers get copies: what they change reaches nobody else. */
  override subscribe(handler: (event: ObservabilityEvent) => void | Promise<void>): () => void {
    return super.subscribe(event => handler(isolated(event)));
  }

  /** Whether anybody would get an event of this signal. */
  hears(signal: Signal): boolean {
    return this.#handlers[signal].length > 0 || this.hasSubscribers;
  }

  /** Counts an event that is not offered to any exporter, in the ledger of each that would have had it. */
  withhold(signal: Signal, reason: Withheld): void {
    const ledger = this.#withheld[signal];
    ledger.emitted++;
    if (reason === 'sampledOut' || reason === 'filtered') ledger[reason]++;
    else ledger.dropped[reason]++;
  }

  override async flush(options: FlushOptions = {}): Promise<FlushResult> {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    // A subscriber that hangs takes no time from the exporters.
    const [result] = await Promise.all([
      this.#gather(exporter => exporter.flush({ timeoutMs })),
      super.flush({ timeoutMs }),
    ]);
    return result;
  }

  /** Idempotent: later calls get the first one's answer. */
  override shutdown(options: FlushOptions = {}): Promise<FlushResult> {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#shutdown ??= Promise.all([
      this.#gather(exporter => exporter.shutdown({ timeoutMs })),
      super.shutdown({ timeoutMs }),
    ]).then(([result]) => result);
    return this.#shutdown;
  }

  /** Resolves when every exporter has less queued in memory. */
  async drained(options?: DrainOptions): Promise<void> {
    await Promise.all(this.#exporters.map(exporter => exporter.drained(options)));
  }

  health(): ObservabilityHealth {
    const exporters: Record<string, ExporterHealth> = {};
    let status: HealthStatus = 'ok';
    this.#exporters.forEach((exporter, i) => {
      const own = exporter.health();
      status = worse(status, own.status);
      exporters[exporter.name] = { ...own, signals: this.#withWithheld(exporter, own.signals, this.#baselines[i]!) };
    });
    return { status, exporters };
  }

  #warnOfUnknown(event: unknown): void {
    if (this.#warnedOfUnknown) return;
    this.#warnedOfUnknown = true;
    this.#diagnostics.warn(
      `[observability] something was emitted that is no event (its type is ${JSON.stringify((event as { type?: unknown } | null)?.type)}), and is left out.`,
    );
  }

  async #gather(call: (exporter: ExporterHandle) => Promise<FlushCounts>): Promise<FlushResult> {
    const counts = await Promise.all(this.#exporters.map(call));
    const total = { delivered: 0, failed: 0, pending: 0 };
    const exporters: Record<string, FlushCounts> = {};
    counts.forEach((count, i) => {
      exporters[this.#exporters[i]!.name] = count;
      total.delivered += count.delivered;
      total.failed += count.failed;
      total.pending += count.pending;
    });
    return { ...total, exporters };
  }

  #withWithheld(
    exporter: ExporterHandle,
    own: ExporterHealth['signals'],
    baseline: LedgerBook,
  ): ExporterHealth['signals'] {
    const book = copyBook(own as LedgerBook);
    for (const signal of SIGNALS) {
      if (!exporter.supports(signal)) continue;
      const now = this.#withheld[signal];
      const then = baseline[signal];
      const ledger = book[signal];
      ledger.emitted += now.emitted - then.emitted;
      ledger.sampledOut += now.sampledOut - then.sampledOut;
      ledger.filtered += now.filtered - then.filtered;
      ledger.dropped.processor_error += now.dropped.processor_error - then.dropped.processor_error;
      ledger.dropped.invalid += now.dropped.invalid - then.dropped.invalid;
    }
    return book;
  }
}

const SEVERITY: readonly HealthStatus[] = ['ok', 'degraded', 'down'];

function worse(a: HealthStatus, b: HealthStatus): HealthStatus {
  return SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b;
}
