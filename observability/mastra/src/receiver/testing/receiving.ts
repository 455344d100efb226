import type { ObservabilityConfig } from '@mastra/core/observability';
import { InMemoryExporter } from '../../exporters/in-memory.ts';
import { Observability } from '../../instances/observability.ts';
import type { OtlpReceiverOptions } from '../options.ts';
import { createOtlpReceiver, type OtlpReceiver } from '../receiver.ts';

/** A receiver, and the events that it made. */
export interface Receiving {
  readonly receiver: OtlpReceiver;
  readonly observability: Observability;
  readonly memory: InMemoryExporter;
}

export function receiving(
  options: Partial<OtlpReceiverOptions> = {},
  config: Partial<ObservabilityConfig> = {},
): Receiving {
  const memory = new InMemoryExporter();
  const observability = new Observability({ serviceName: 'collector', exporters: [memory], ...config });
  return { receiver: createOtlpReceiver({ observability, ...options }), observability, memory };
}

/** A request with a body of JSON. */
export function posted(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Request {
  return new Request(`http://localhost${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export const TRACE_ID = '5b8efff798038103d269b633813fc60c';
export const SPAN_ID = 'eee19b7ec3c1b174';

/** Attributes as the protocol has them. */
export function keyValues(attributes: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as Record<string, unknown>) } };
}

/** A request for traces with these spans. What a span does not name is filled in. */
export function traceRequest(...spans: readonly Readonly<Record<string, unknown>>[]): unknown {
  const filled = spans.map(span => ({
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    name: 'work',
    kind: 1,
    startTimeUnixNano: '1544712660000000000',
    endTimeUnixNano: '1544712661500000000',
    ...span,
  }));
  return {
    resourceSpans: [
      {
        resource: { attributes: keyValues({ 'service.name': 'checkout', 'host.name': 'h1' }) },
        scopeSpans: [{ scope: { name: 'lib', version: '1.2' }, spans: filled }],
      },
    ],
  };
}

/** A request for logs with these records. */
export function logRequest(...logRecords: readonly Readonly<Record<string, unknown>>[]): unknown {
  return {
    resourceLogs: [
      {
        resource: { attributes: keyValues({ 'service.name': 'checkout' }) },
        scopeLogs: [{ scope: { name: 'lib' }, logRecords }],
      },
    ],
  };
}
