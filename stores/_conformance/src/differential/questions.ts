import type { ObservabilityStorage } from '@mastra/core/storage';
import type { Random } from './random.ts';
import * as v from './vocabulary.ts';

/** One read, by the name of its method, with its argument. */
export interface Question {
  readonly method: keyof ObservabilityStorage;
  readonly args: Readonly<Record<string, unknown>>;
}

type Args = Record<string, unknown>;
type Maker = (random: Random) => Question;

const range = (random: Random) => {
  const [a, b] = [v.randomTime(random), v.randomTime(random)].sort((x, y) => x - y) as [number, number];
  return { ...(random.chance(0.8) && { start: new Date(a) }), ...(random.chance(0.8) && { end: new Date(b) }) };
};

const commonFilters = (random: Random): Args[] => [
  { traceId: random.pick(v.TRACE_IDS) },
  { spanId: random.pick(v.SPAN_IDS) },
  { userId: random.pick(v.USERS) },
  { organizationId: random.pick(v.ORGANIZATIONS) },
  { sessionId: random.pick(v.SESSIONS) },
  { entityType: random.pick(v.ENTITY_TYPES), entityName: random.pick(v.NAMES) },
  { environment: random.pick(['prod', '']) },
  { tags: random.some(v.TAGS, 2) },
  { metadata: v.randomMetadata(random) },
];

/** Up to two filters, so that most questions have an answer. */
function filters(random: Random, own: readonly Args[]): Args {
  return Object.assign({}, ...random.some([...commonFilters(random), ...own, ...own], 2));
}

const traceFilters = (random: Random) =>
  filters(random, [
    { startedAt: range(random) },
    { endedAt: range(random) },
    { status: random.pick(['running', 'success', 'error', 'aborted', 'lost']) },
    { hasChildError: random.chance(0.5) },
    { spanType: 'agent_run' },
    { name: random.pick(v.NAMES) },
    { durationMs: { min: random.pick([0, 1, 500]), ...(random.chance(0.5) && { max: 1000 }) } },
  ]);
const spanFilters = (random: Random) =>
  filters(random, [
    { startedAt: range(random) },
    { endedAt: range(random) },
    { status: random.pick(['running', 'success', 'error', 'lost']) },
    { spanType: random.pick(['agent_run', ['model_generation', 'tool_call'], []]) },
    { name: random.pick([random.pick(v.NAMES), v.NAMES.slice(0, 2)]) },
    { parentSpanId: random.pick([...v.SPAN_IDS, '']) },
    { durationMs: { min: random.pick([0, 1, 500]), ...(random.chance(0.5) && { max: 1000 }) } },
    { model: random.pick(v.MODELS) },
    { attributes: { [random.pick(v.ATTRIBUTE_KEYS)]: random.pick(v.SCALARS) } },
  ]);
const logFilters = (random: Random) =>
  filters(random, [{ timestamp: range(random) }, { level: random.some(v.LEVELS, 3) }]);
const metricFilters = (random: Random) =>
  filters(random, [
    { timestamp: range(random) },
    { name: random.some(v.METRIC_NAMES, 2) },
    { metricType: 'gauge' },
    { labels: v.randomLabels(random, 2) },
  ]);
const scoreFilters = (random: Random) =>
  filters(random, [{ timestamp: range(random) }, { scorerId: random.some(v.SCORERS, 2) }]);
const feedbackFilters = (random: Random) =>
  filters(random, [{ timestamp: range(random) }, { feedbackType: 'thumbs' }, { feedbackUserId: random.pick(v.USERS) }]);

function list(random: Random, fields: readonly string[]): Args {
  const orderBy = { field: random.pick(fields), direction: random.pick(['ASC', 'DESC']) };
  const perPage = random.int(1, 8);
  return {
    ...(random.chance(0.8) && { orderBy }),
    ...(random.chance(0.5) ? { pagination: { page: random.int(0, 3), perPage } } : { limit: perPage }),
  };
}

function aggregation(random: Random, dimensions: readonly string[]): Args {
  const kind = random.pick(['sum', 'avg', 'min', 'max', 'count', 'count_distinct', 'last']);
  return { aggregation: kind, ...(kind === 'count_distinct' && { distinctColumn: random.pick(dimensions) }) };
}

const interval = (random: Random) => random.pick(['1m', '5m', '15m', '1h', '1d']);
const percentiles = (random: Random) => random.some([0, 0.01, 0.25, 0.5, 0.9, 0.99, 1], 3).concat(0.5);
const correlation = ['userId', 'entityType', 'traceId', 'environment', 'sessionId'];

const aggregated = [
  { name: 'Metric', filters: metricFilters, dimensions: [...correlation, ...v.LABEL_KEYS, 'name'] },
  { name: 'Score', filters: scoreFilters, dimensions: [...correlation, 'scorerId', 'scorerVersion'] },
  {
    name: 'Feedback',
    filters: feedbackFilters,
    dimensions: [...correlation, 'feedbackType', 'value', 'feedbackUserId'],
  },
] as const;

const aggregates: Maker = random => {
  const of = random.pick(aggregated);
  const named = of.name === 'Metric' ? { name: random.shuffled(v.METRIC_NAMES).slice(0, random.int(1, 2)) } : {};
  const scope = { ...named, filters: of.filters(random) };
  const groupBy = [random.pick(of.dimensions), ...random.some(of.dimensions, 1)];
  switch (random.pick(['Aggregate', 'Breakdown', 'TimeSeries', 'Percentiles'] as const)) {
    case 'Aggregate':
      return { method: `get${of.name}Aggregate`, args: { ...scope, ...aggregation(random, of.dimensions) } };
    case 'Breakdown': {
      const limit = random.maybe(0.3, () => random.int(1, 4));
      return {
        method: `get${of.name}Breakdown`,
        args: { ...scope, ...aggregation(random, of.dimensions), groupBy, limit },
      };
    }
    case 'TimeSeries': {
      const groups = random.maybe(0.5, () => groupBy);
      const args = { ...scope, ...aggregation(random, of.dimensions), interval: interval(random), groupBy: groups };
      return { method: `get${of.name}TimeSeries`, args };
    }
    case 'Percentiles': {
      if (of.name === 'Feedback') return aggregates(random);
      const name = named.name ? { name: named.name[0] } : {};
      const args = { ...name, filters: scope.filters, percentiles: percentiles(random), interval: interval(random) };
      return { method: `get${of.name}Percentiles`, args };
    }
  }
};

const lists: readonly Maker[] = [
  random => ({
    method: random.pick(['listTraces', 'listTracesLight'] as const),
    args: { filters: traceFilters(random), ...list(random, ['startedAt', 'endedAt']) },
  }),
  random => ({
    method: 'listTraces',
    args: { filters: traceFilters(random), summary: true, ...list(random, ['startedAt', 'endedAt']) },
  }),
  random => ({
    method: 'listSpans',
    args: {
      filters: spanFilters(random),
      ...(random.chance(0.3) && { search: random.some(v.WORDS, 2).join(' ').slice(random.int(0, 2)) }),
      orderBy: { direction: random.pick(['ASC', 'DESC']) },
      limit: random.int(1, 8),
    },
  }),
  random => ({
    method: 'listSessions',
    args: { filters: traceFilters(random), ...list(random, ['lastAt', 'firstAt', 'traceCount']) },
  }),
  random => ({
    method: 'listLogs',
    args: {
      filters: logFilters(random),
      search: random.maybe(0.3, () => random.some(v.WORDS, 2).join(' ')),
      contains: random.maybe(0.3, () => random.pick(v.WORDS).slice(0, 3)),
      minLevel: random.maybe(0.2, () => random.pick(v.LEVELS)),
      ...list(random, ['timestamp']),
    },
  }),
  random => ({ method: 'listMetrics', args: { filters: metricFilters(random), ...list(random, ['timestamp']) } }),
  random => ({
    method: 'listScores',
    args: { filters: scoreFilters(random), ...list(random, ['timestamp', 'score']) },
  }),
  random => ({ method: 'listFeedback', args: { filters: feedbackFilters(random), ...list(random, ['timestamp']) } }),
];

const single: Maker = random => {
  const tenant = random.chance(0.3) ? v.randomTenant(random) : {};
  const trace = { traceId: random.pick(v.TRACE_IDS), ...tenant };
  const from = random.int(0, 60);
  const window = {
    ...(random.chance(0.5) && { from: random.int(0, 4) }),
    ...(random.chance(0.5) && { limit: random.int(1, 5) }),
    ...(random.chance(0.4) && { depth: random.int(1, 3) }),
    totals: random.chance(0.7),
    sizes: random.chance(0.3),
  };
  const field = random.pick(['input', 'output', 'attributes', 'metadata', 'error']);
  return random.pick<Question>([
    { method: 'getSpan', args: { ...trace, spanId: random.pick(v.SPAN_IDS) } },
    { method: 'getSpans', args: { ...trace, spanIds: random.some(v.SPAN_IDS, 4) } },
    { method: 'getTrace', args: trace },
    { method: 'getStructure', args: trace },
    { method: 'getStructure', args: { ...trace, ...window } },
    { method: 'getStructure', args: { ...trace, ...window } },
    { method: 'getPayload', args: { ...trace, spanId: random.pick(v.SPAN_IDS), field } },
    {
      method: 'getPayload',
      args: { ...trace, spanId: random.pick(v.SPAN_IDS), field, from, to: from + random.int(0, 9) },
    },
    { method: 'getRootSpan', args: trace },
    { method: 'getScoreById', args: { scoreId: `score-${random.int(0, 20)}`, ...tenant } },
  ]);
};

const counted = [
  { args: { signal: 'tracing' }, filters: traceFilters, fields: ['name', 'status', 'tags', 'model', 'sessionId'] },
  {
    args: { signal: 'tracing', over: 'spans' },
    filters: spanFilters,
    fields: ['spanType', 'status', 'model', 'entityName'],
  },
  { args: { signal: 'log' }, filters: logFilters, fields: ['level', 'tags', 'environment'] },
  { args: { signal: 'metric' }, filters: metricFilters, fields: ['name', 'unit', 'metricType', ...v.LABEL_KEYS] },
  { args: { signal: 'score' }, filters: scoreFilters, fields: ['scorerId', 'scorerVersion', 'userId'] },
  { args: { signal: 'feedback' }, filters: feedbackFilters, fields: ['feedbackType', 'feedbackUserId', 'tags'] },
] as const;

const counts: Maker = random => {
  const of = random.pick(counted);
  const scope = { ...of.args, filters: of.filters(random) };
  if (random.chance(0.4))
    return { method: 'getHistogram', args: { ...scope, buckets: random.pick([1, 2, 7, 60, 1000]) } };
  const fields = [random.pick<string>(of.fields), ...random.some<string>(of.fields, 2)];
  return { method: 'getFacets', args: { ...scope, fields, limit: random.int(1, 4) } };
};

const discovery: Maker = random => {
  const entityType = random.maybe(0.5, () => random.pick(v.ENTITY_TYPES));
  const name = random.pick(v.METRIC_NAMES);
  const tenant = random.chance(0.3) ? v.randomTenant(random) : {};
  const found = {
    ...tenant,
    prefix: random.maybe(0.3, () => random.pick(['a', 'la', 'h', 'T'])),
    limit: random.maybe(0.3, () => random.int(1, 3)),
  };
  return random.pick<Question>([
    { method: 'getEntityNames', args: { entityType, ...tenant } },
    { method: 'getTags', args: { entityType, ...tenant } },
    { method: 'getServiceNames', args: tenant },
    { method: 'getMetricNames', args: found },
    { method: 'getMetricLabelKeys', args: { name, ...found } },
    { method: 'getMetricLabelValues', args: { name, labelKey: random.pick(v.LABEL_KEYS), ...found } },
  ]);
};

/** A random read. Half of them are lists, a sixth aggregates. */
export function randomQuestion(random: Random): Question {
  if (random.chance(0.5)) return random.pick(lists)(random);
  return random.pick([aggregates, aggregates, counts, single, single, discovery])(random);
}

/** What is asked in every round: all that a store can say about itself as a whole. */
export const GENERAL_QUESTIONS: readonly Question[] = [
  { method: 'getEntityTypes', args: {} },
  { method: 'getServiceNames', args: {} },
  { method: 'getEnvironments', args: {} },
  { method: 'storageStats', args: {} },
];
