import type { Arrived } from '@mastra/exporter-conformance';
import type { OtlpSignal } from '../otlp/signal.ts';
import { logsOf, metricsOf, spansOf } from './received.ts';

type Requests = (signal: OtlpSignal) => readonly Readonly<Record<string, unknown>>[];

/** What the requests brought, in the words of the shared suite. */
export function arrivedOf(requests: Requests): Arrived {
  const logs = requests('logs').flatMap(logsOf);
  return {
    spans: requests('traces')
      .flatMap(spansOf)
      .map(span => ({
        id: span.spanId,
        parentId: span.parentSpanId || undefined,
        name: span.name,
        isError: span.status.code === 2,
        content: JSON.stringify({ attributes: span.attributes, status: span.status, events: span.events }),
      })),
    logs: logs.filter(log => !log.eventName).map(log => ({ message: String(log.body) })),
    metrics: requests('metrics')
      .flatMap(metricsOf)
      .flatMap(({ name, points }) => points.map(point => ({ name, value: point.asDouble ?? point.sum ?? 0 }))),
    scores: logs
      .filter(log => log.eventName === 'gen_ai.evaluation.result')
      .map(({ attributes }) => ({
        name: String(attributes['gen_ai.evaluation.name']),
        value: attributes['gen_ai.evaluation.score.value'] as number,
      })),
    feedback: logs
      .filter(log => log.eventName === 'mastra.feedback')
      .map(({ attributes }) => ({
        name: String(attributes['mastra.feedback.type']),
        value: attributes['mastra.feedback.value'] as number | string,
      })),
  };
}
