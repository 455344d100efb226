import type { Intake, Taken } from './intake.ts';
import type { OtlpMessage } from './wire/schema.ts';

/** How one path of the protocol is served. */
export interface SignalRoute {
  readonly request: OtlpMessage;
  readonly response: OtlpMessage;
  /** The field of the partial success that counts what was not taken. */
  readonly rejectedField: string;
  readonly take: (intake: Intake, message: unknown) => Promise<Taken>;
}

const ROUTES: Readonly<Record<string, SignalRoute>> = {
  traces: {
    request: 'TraceRequest',
    response: 'TraceResponse',
    rejectedField: 'rejectedSpans',
    take: (intake, message) => intake.takeSpans(message),
  },
  logs: {
    request: 'LogRequest',
    response: 'LogResponse',
    rejectedField: 'rejectedLogRecords',
    take: (intake, message) => intake.takeLogs(message),
  },
  metrics: {
    request: 'MetricRequest',
    response: 'MetricResponse',
    rejectedField: 'rejectedDataPoints',
    take: (intake, message) => intake.refuseMetrics(message),
  },
};

/** The route of a path that ends with `/v1/traces`, `/v1/logs` or `/v1/metrics`, whatever it is mounted under. */
export function routeOf(pathname: string): SignalRoute | undefined {
  const name = pathname.match(/\/v1\/(traces|logs|metrics)\/?$/)?.[1];
  return name === undefined ? undefined : ROUTES[name];
}
