import type {
  DeliveryOptions,
  DiagnosticLogger,
  LogEvent,
  MetricEvent,
  ObservabilityEvent,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { Delivery } from '../delivery/delivery.ts';
import type { DeliveryFailure } from '../delivery/failure.ts';
import { resolveDelivery } from '../delivery/options.ts';
import type { Destination } from '../delivery/sender.ts';

/** A failure that says what it is. */
export class Failure extends Error {
  readonly kind: DeliveryFailure;

  constructor(kind: DeliveryFailure) {
    super(`scripted failure: ${kind}`);
    this.kind = kind;
  }
}

/** A destination that does as it is told, and writes down what arrived. */
export class ScriptedDestination implements Destination {
  readonly name = 'scripted';
  readonly calls: { readonly signal: Signal; readonly events: readonly ObservabilityEvent[] }[] = [];
  readonly arrived: ObservabilityEvent[] = [];
  inFlight = 0;
  maxInFlight = 0;
  /** Called before a batch is taken; throws to refuse it, waits to hang. */
  behave: (signal: Signal, events: readonly ObservabilityEvent[]) => void | Promise<void> = () => undefined;

  async send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    this.calls.push({ signal, events });
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    try {
      await this.behave(signal, events);
      this.arrived.push(...events);
    } finally {
      this.inFlight--;
    }
  }

  classify(error: unknown): DeliveryFailure {
    return error instanceof Failure ? error.kind : 'unknown';
  }
}

/** Remembers what was said. */
export class RecordingLogger implements DiagnosticLogger {
  readonly lines: string[] = [];
  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(message: string): void {
    this.lines.push(`error ${message}`);
  }
  get warnings(): readonly string[] {
    return this.lines.filter(line => line.startsWith('warn'));
  }
}

export function deliveryTo(
  destination: Destination,
  options: DeliveryOptions = {},
  logger = new RecordingLogger(),
): Delivery {
  const quick: DeliveryOptions = { maxBatchWaitMs: 5, retry: { initialDelayMs: 1, maxDelayMs: 4 } };
  const resolved = resolveDelivery(options, quick);
  const spool = resolved.spool && { ...resolved.spool, groupWaitMs: 1 };
  return new Delivery(destination, { options: { ...resolved, spool }, logger });
}

let count = 0;

export function logEvent(level: LogEvent['log']['level'] = 'info', message = 'hello'): LogEvent {
  return { type: 'log', log: { logId: `log-${count++}`, timestamp: new Date(0), level, message } };
}

export function metricEvent(metadata?: Readonly<Record<string, unknown>>): MetricEvent {
  const metricId = `metric-${count++}`;
  return {
    type: 'metric',
    metric: { metricId, timestamp: new Date(0), name: 'n', metricType: 'counter', value: 1, labels: {}, metadata },
  };
}

export function spanEvent(
  type: 'span.started' | 'span.updated' | 'span.ended',
  id: string,
  more: Partial<TracingEvent['exportedSpan']> = {},
): TracingEvent {
  return {
    type,
    exportedSpan: {
      id,
      traceId: 'trace',
      name: id,
      type: 'generic',
      startTime: new Date(0),
      endTime: type === 'span.ended' ? new Date(1) : undefined,
      isEvent: false,
      isRootSpan: false,
      ...more,
    },
  };
}

/** A promise and the function that resolves it. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = () => undefined as void;
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
