import { CORRELATION_TEXT_FIELDS, type ObservabilityEvent, type Signal } from '@mastra/core/observability';
import type {
  CreateFeedbackRecord,
  CreateLogRecord,
  CreateMetricRecord,
  CreateScoreRecord,
  CreateSpanRecord,
  ObservabilityStorage,
} from '@mastra/core/storage';
import { randomData } from './differential/data.ts';
import { randomOf } from './differential/random.ts';

/** Writes random records of all signals: odd texts, equal times, running and failed spans, several roots. */
export async function fillRandomly(
  storage: ObservabilityStorage,
  options: { readonly seed: number; readonly size: number /** @default true */; readonly running?: boolean },
): Promise<void> {
  const data = randomData(randomOf(options.seed), { size: options.size, running: options.running ?? true });
  await storage.batchCreateSpans({ records: data.spans });
  await storage.batchCreateLogs({ logs: data.logs });
  await storage.batchCreateMetrics({ metrics: data.metrics });
  await storage.batchCreateScores({ scores: data.scores });
  await storage.batchCreateFeedback({ feedbacks: data.feedback });
}

/** Random events, as an exporter gets them, from which records like those of `fillRandomly` are made. */
export function randomEvents(options: {
  readonly seed: number;
  readonly size: number;
}): Readonly<Record<Signal, readonly ObservabilityEvent[]>> {
  const data = randomData(randomOf(options.seed), { size: options.size, running: true });
  const span = ({ spanId, spanType, startedAt, endedAt, error, ...rest }: CreateSpanRecord) => ({
    type: endedAt ? 'span.ended' : 'span.started',
    exportedSpan: { ...rest, id: spanId, type: spanType, startTime: startedAt, endTime: endedAt, errorInfo: error },
  });
  const contexts = new Map<string, object>();
  const event =
    (type: Exclude<Signal, 'tracing'>) =>
    (record: CreateLogRecord | CreateMetricRecord | CreateScoreRecord | CreateFeedbackRecord) => {
      const own: Record<string, unknown> = {};
      const context: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(record)) (correlated.has(name) ? context : own)[name] = value;
      const key = JSON.stringify(context);
      // As the signals of one span do, those with the same correlation share it.
      if (!contexts.has(key)) contexts.set(key, context);
      return { type, [type]: { ...own, correlationContext: contexts.get(key) } };
    };
  const all = {
    tracing: data.spans.map(span),
    log: data.logs.map(event('log')),
    metric: data.metrics.map(event('metric')),
    score: data.scores.map(event('score')),
    feedback: data.feedback.map(event('feedback')),
  };
  return all as unknown as Readonly<Record<Signal, readonly ObservabilityEvent[]>>;
}

const correlated = new Set<string>([...CORRELATION_TEXT_FIELDS, 'tags']);

/** All records of a store, spans with their payloads, in an order that does not depend on how they came. */
export async function contentsOf(storage: ObservabilityStorage) {
  const pagesOf = async <T>(
    list: (args: { readonly pagination: { readonly page: number; readonly perPage: number } }) => Promise<{
      readonly rows: readonly T[];
      readonly hasMore: boolean;
    }>,
  ): Promise<T[]> => {
    const found: T[] = [];
    for (let page = 0; ; page++) {
      const { rows, hasMore } = await list({ pagination: { page, perPage: 100 } });
      found.push(...rows);
      if (!hasMore) return found;
    }
  };
  const listed = await pagesOf(async args => {
    const { spans, pagination } = await storage.listTraces(args);
    return { rows: spans, hasMore: pagination.hasMore };
  });
  const traceIds = [...new Set(listed.map(span => span.traceId))].sort();
  return {
    listed,
    traces: await Promise.all(traceIds.map(traceId => storage.getTrace({ traceId }))),
    logs: await pagesOf(async args => {
      const { logs, pagination } = await storage.listLogs(args);
      return { rows: logs, hasMore: pagination.hasMore };
    }),
    metrics: await pagesOf(async args => {
      const { metrics, pagination } = await storage.listMetrics(args);
      return { rows: metrics, hasMore: pagination.hasMore };
    }),
    scores: await pagesOf(async args => {
      const { scores, pagination } = await storage.listScores(args);
      return { rows: scores, hasMore: pagination.hasMore };
    }),
    feedback: await pagesOf(async args => {
      const { feedback, pagination } = await storage.listFeedback(args);
      return { rows: feedback, hasMore: pagination.hasMore };
    }),
  };
}
