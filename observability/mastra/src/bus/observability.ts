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
import { withTimeout } from '../delivery/timeout.ts';
import { BaseObservabilityEventBus, type EventBusOptions } from './base.ts';
import { ExporterRoute, type Lane } from './route.ts';

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
  readonly #routes: ExporterRoute[] = [];
  readonly #lanes: Readonly<Record<Signal, Lane[]>> = { tracing: [], log: [], metric: [], score: [], feedback: [] };
  /** What had been withheld before each exporter was registered: not its business. */
  readonly #baselines: LedgerBook[] = [];
  readonly #withheld = createBook();
  readonly #diagnostics: DiagnosticLogger;
  #shutdown: Promise<FlushResult> | undefined;

  constructor(options: EventBusOptions & { readonly diagnostics?: DiagnosticLogger } = {}) {
    super(options);
    this.#diagnostics = options.diagnostics ?? console;
  }

  get exporterNames(): readonly string[] {
    return this.#routes.map(route => route.name);
  }

  /** Every exporter with the signals that it takes, where these are not all: `langfuse (traces, scores, feedback)`. */
  describeExporters(): readonly string[] {
    return this.#routes.map(route => {
      const taken = SIGNALS.filter(signal => route.supports(signal));
      return taken.length === SIGNALS.length
        ? route.name
        : `${route.name} (${taken.map(signal => PLURALS[signal]).join(', ') || 'nothing'})`;
    });
  }

  registerExporter(exporter: ObservabilityExporter): void {
    const taken = new Set(this.exporterNames);
    let name = exporter.name || 'exporter';
    for (let i = 2; taken.has(name); i++) name = `${exporter.name}-${i}`;
    const route = new ExporterRoute(name, exporter, this.#diagnostics);
    this.#routes.push(route);
    for (const signal of SIGNALS) {
      const lane = route.lane(signal);
      if (lane) this.#lanes[signal].push(lane);
    }
    this.#baselines.push(copyBook(this.#withheld));
  }

  override emit(event: ObservabilityEvent): void {
    const lanes = this.#lanes[signalOf(event)];
    // Callers without types hand over anything; what is no event has no lane.
    if (!lanes) return;
    for (let i = 0; i < lanes.length; i++) lanes[i]!.route.deliver(lanes[i]!, event);
    super.emit(event);
  }

  /** Whether anybody would get an event of this signal. */
  hears(signal: Signal): boolean {
    return this.#lanes[signal].length > 0 || this.hasSubscribers;
  }

  /** Counts an event that is not offered to any exporter, in the ledger of each that would have had it. */
  withhold(signal: Signal, reason: Withheld): void {
    const ledger = this.#withheld[signal];
    ledger.emitted++;
    if (reason === 'sampledOut' || reason === 'filtered') ledger[reason]++;
    else ledger.dropped[reason]++;
  }

  override async flush(options: FlushOptions = {}): Promise<FlushResult> {
    const deadline = performance.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    await withTimeout(super.flush(), deadline - performance.now());
    return this.#gather(route => route.flush({ timeoutMs: Math.max(0, deadline - performance.now()) }));
  }

  /** Idempotent: later calls get the first one's answer. */
  override shutdown(options: FlushOptions = {}): Promise<FlushResult> {
    this.#shutdown ??= (async () => {
      const deadline = performance.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      await withTimeout(super.flush(), deadline - performance.now());
      const result = await this.#gather(route =>
        route.shutdown({ timeoutMs: Math.max(0, deadline - performance.now()) }),
      );
      await withTimeout(super.shutdown(), Math.max(0, deadline - performance.now()));
      return result;
    })();
    return this.#shutdown;
  }

  /** Resolves when every exporter has less queued in memory. */
  async drained(options?: DrainOptions): Promise<void> {
    await Promise.all(this.#routes.map(route => route.drained(options)));
  }

  health(): ObservabilityHealth {
    const exporters: Record<string, ExporterHealth> = {};
    let status: HealthStatus = 'ok';
    this.#routes.forEach((route, i) => {
      const own = route.health();
      status = worse(status, own.status);
      exporters[route.name] = { ...own, signals: this.#withWithheld(route, own.signals, this.#baselines[i]!) };
    });
    return { status, exporters };
  }

  async #gather(call: (route: ExporterRoute) => Promise<FlushCounts>): Promise<FlushResult> {
    const counts = await Promise.all(this.#routes.map(call));
    const total = { delivered: 0, failed: 0, pending: 0 };
    const exporters: Record<string, FlushCounts> = {};
    counts.forEach((count, i) => {
      exporters[this.#routes[i]!.name] = count;
      total.delivered += count.delivered;
      total.failed += count.failed;
      total.pending += count.pending;
    });
    return { ...total, exporters };
  }

  #withWithheld(route: ExporterRoute, own: ExporterHealth['signals'], baseline: LedgerBook): ExporterHealth['signals'] {
    const book = copyBook(own as LedgerBook);
    for (const signal of SIGNALS) {
      if (!route.supports(signal)) continue;
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
