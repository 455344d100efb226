import type {
  CreateFeedbackRecord,
  CreateLogRecord,
  CreateMetricRecord,
  CreateScoreRecord,
  CreateSpanRecord,
} from '@mastra/core/storage';
import type { Random } from './random.ts';
import * as v from './vocabulary.ts';

/** Random records of all signals. They may be written in any order and in any batches. */
export interface DataSet {
  readonly spans: readonly CreateSpanRecord[];
  readonly logs: readonly CreateLogRecord[];
  readonly metrics: readonly CreateMetricRecord[];
  readonly scores: readonly CreateScoreRecord[];
  readonly feedback: readonly CreateFeedbackRecord[];
}

export interface DataOptions {
  /** About how many records of each signal. */
  readonly size: number;
  /** Whether spans may stay open. */
  readonly running: boolean;
}

export function randomData(random: Random, { size, running }: DataOptions): DataSet {
  const many = <T>(make: (n: number) => T): T[] =>
    withCopies(
      random,
      Array.from({ length: random.int(1, size) }, (_, n) => make(n)),
    );
  return {
    spans: randomSpans(random, size, running),
    logs: many(n => ({
      ...common(random),
      logId: `log-${n}`,
      timestamp: new Date(v.randomTime(random)),
      level: random.pick(v.LEVELS),
      message: v.randomMessage(random),
      data: random.maybe(0.3, () => ({ n, text: v.randomMessage(random) })),
    })),
    metrics: many(n => ({
      ...common(random),
      metricId: `metric-${n}`,
      timestamp: new Date(v.randomTime(random)),
      name: random.pick(v.METRIC_NAMES),
      metricType: random.pick(['counter', 'gauge', 'histogram'] as const),
      value: v.randomNumber(random),
      labels: v.randomLabels(random),
      unit: random.maybe(0.3, () => 'ms'),
    })),
    scores: many(n => ({
      ...common(random),
      scoreId: `score-${n}`,
      timestamp: new Date(v.randomTime(random)),
      scorerId: random.pick(v.SCORERS),
      scorerVersion: random.maybe(0.5, () => random.pick(['1', '2'])),
      score: v.randomNumber(random),
      reason: random.maybe(0.3, () => v.randomMessage(random)),
    })),
    feedback: many(n => ({
      ...common(random),
      feedbackId: `feedback-${n}`,
      timestamp: new Date(v.randomTime(random)),
      feedbackType: random.pick(['thumbs', 'rating']),
      feedbackSource: random.pick(['user', 'system']),
      value: random.chance(0.5) ? v.randomNumber(random) : random.pick(['up', 'down', '5', '']),
      comment: random.maybe(0.3, () => v.randomMessage(random)),
      feedbackUserId: random.maybe(0.4, () => random.pick(v.USERS)),
    })),
  };
}

/** Every key is told of once, or by copies of which one wins in any order: equal ones, or a running and an ended one. */
function randomSpans(random: Random, size: number, running: boolean): CreateSpanRecord[] {
  const traceIds = random.shuffled(v.TRACE_IDS).slice(0, Math.max(1, Math.min(v.TRACE_IDS.length, size / 3)));
  const spans = traceIds.flatMap(traceId => {
    const roots = random.pick([0, 1, 1, 1, 1, 2]);
    return random
      .shuffled(v.SPAN_IDS)
      .slice(0, random.int(1, v.SPAN_IDS.length))
      .map((spanId, n): CreateSpanRecord => {
        const startedAt = v.randomTime(random);
        const open = running && random.chance(0.2);
        return {
          ...common(random),
          traceId,
          spanId,
          parentSpanId: n < roots ? random.pick([null, undefined, '']) : random.pick([...v.SPAN_IDS, 'elsewhere']),
          name: random.pick(v.NAMES),
          spanType: random.pick([
            'agent_run',
            'model_generation',
            'model_step',
            'model_generation',
            'tool_call',
          ] as const),
          startedAt: new Date(startedAt),
          endedAt: open ? null : new Date(startedAt + random.pick([0, 1, 500, 1000, 60_000])),
          sequence: random.maybe(0.5, () => random.pick([0, 1, 2, 0.25])),
          isEvent: random.maybe(0.2, () => false),
          input: random.maybe(0.5, () => random.pick(v.METADATA_VALUES)),
          output: random.maybe(0.5, () => ({ text: v.randomMessage(random) })),
          attributes: random.maybe(0.6, () => randomAttributes(random)),
          error: random.maybe(0.2, () => ({ message: v.randomMessage(random) })),
          sampleWeight: random.maybe(0.2, () => random.pick([1, 10, 0.5])),
        };
      });
  });
  const starts = running
    ? spans.filter(span => span.endedAt && random.chance(0.3)).map(({ endedAt, output, error, ...start }) => start)
    : [];
  return withCopies(random, [...spans, ...starts]);
}

function randomAttributes(random: Random): Record<string, unknown> {
  const usage = { inputTokens: random.int(0, 1000), outputTokens: random.maybe(0.8, () => random.int(0, 100)) };
  const scalars = random.some(v.ATTRIBUTE_KEYS, 2).map(key => [key, random.pick(v.SCALARS)]);
  return {
    model: random.pick(v.MODELS),
    ...(random.chance(0.3) && { responseModel: random.pick(v.MODELS) }),
    ...(random.chance(0.3) && { costUsd: random.int(0, 16) / 8 }),
    ...(random.chance(0.7) && { usage }),
    ...Object.fromEntries(scalars),
  };
}

function common(random: Random) {
  return {
    traceId: random.maybe(0.8, () => random.pick(v.TRACE_IDS)),
    spanId: random.maybe(0.5, () => random.pick(v.SPAN_IDS)),
    userId: random.maybe(0.7, () => random.pick(v.USERS)),
    organizationId: random.maybe(0.7, () => random.pick(v.ORGANIZATIONS)),
    resourceId: random.maybe(0.3, () => 'resource'),
    sessionId: random.maybe(0.8, () => random.pick(v.SESSIONS)),
    entityType: random.maybe(0.7, () => random.pick(v.ENTITY_TYPES)),
    entityName: random.maybe(0.7, () => random.pick(v.NAMES)),
    serviceName: random.maybe(0.7, () => random.pick(['web', 'jobs'])),
    environment: random.maybe(0.7, () => random.pick(['prod', 'test', ''])),
    tags: random.maybe(0.6, () => random.some(v.TAGS, 3)),
    metadata: random.maybe(0.6, () => v.randomMetadata(random)),
  };
}

function withCopies<T>(random: Random, records: readonly T[]): T[] {
  return [...records, ...records.filter(() => random.chance(0.15))];
}
