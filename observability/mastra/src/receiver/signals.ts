import type { Signal } from '@mastra/core/observability';
import type { Envelope } from './wire/outline.ts';
import type { MessageName } from './wire/schema.ts';

/** One path of the protocol. */
export interface SignalRoute {
  readonly name: 'traces' | 'logs' | 'metrics';
  /** What its records are called. */
  readonly record: MessageName & ('Span' | 'LogRecord' | 'Metric');
  readonly envelope: Envelope;
  /** The field of the partial success that counts what was not taken. */
  readonly rejectedField: string;
  /** The service of the protocol over gRPC. */
  readonly grpcPath: string;
  /** What its records become. */
  readonly signals: readonly Signal[];
}

const SERVICE = '/opentelemetry.proto.collector';

const ROUTES: Readonly<Record<SignalRoute['name'], SignalRoute>> = {
  traces: {
    name: 'traces',
    record: 'Span',
    envelope: {
      groups: ['resourceSpans', 'resource_spans'],
      // The last two are what senders from before 2022 write.
      scopes: ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans', 'instrumentation_library_spans'],
      records: ['spans'],
    },
    rejectedField: 'rejectedSpans',
    grpcPath: `${SERVICE}.trace.v1.TraceService/Export`,
    signals: ['tracing'],
  },
  logs: {
    name: 'logs',
    record: 'LogRecord',
    envelope: {
      groups: ['resourceLogs', 'resource_logs'],
      scopes: ['scopeLogs', 'scope_logs', 'instrumentationLibraryLogs', 'instrumentation_library_logs'],
      records: ['logRecords', 'log_records', 'logs'],
    },
    rejectedField: 'rejectedLogRecords',
    grpcPath: `${SERVICE}.logs.v1.LogsService/Export`,
    signals: ['log', 'score', 'feedback'],
  },
  metrics: {
    name: 'metrics',
    record: 'Metric',
    envelope: {
      groups: ['resourceMetrics', 'resource_metrics'],
      scopes: ['scopeMetrics', 'scope_metrics', 'instrumentationLibraryMetrics', 'instrumentation_library_metrics'],
      records: ['metrics'],
    },
    rejectedField: 'rejectedDataPoints',
    grpcPath: `${SERVICE}.metrics.v1.MetricsService/Export`,
    signals: ['metric'],
  },
};

export const SIGNAL_ROUTES: readonly SignalRoute[] = Object.values(ROUTES);

/** The route of a path that ends with `/v1/traces`, `/v1/logs` or `/v1/metrics`, whatever it is mounted under. */
export function routeOf(pathname: string): SignalRoute | undefined {
  const name = pathname.match(/\/v1\/(traces|logs|metrics)\/?$/)?.[1];
  return name === undefined ? undefined : ROUTES[name as SignalRoute['name']];
}
