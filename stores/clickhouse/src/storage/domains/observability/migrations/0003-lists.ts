import type { Placement } from '../schema.ts';

const text = [
  ...['ParentSpanId', 'Name', 'SpanType', 'Attributes', 'Links', 'Error', 'EndReason', 'EntityType', 'EntityId'],
  ...['EntityName', 'ParentEntityType', 'ParentEntityId', 'ParentEntityName', 'RootEntityType', 'RootEntityId'],
  ...['RootEntityName', 'UserId', 'OrganizationId', 'ResourceId', 'RunId', 'SessionId', 'ThreadId', 'RequestId'],
  ...['Environment', 'ServiceName', 'Source', 'ExperimentId'],
];

const fieldOf = (column: string) => column[0]!.toLowerCase() + column.slice(1);

const values = [
  'TraceId',
  'SpanId',
  'toFloat64(toUnixTimestamp64Milli(StartedAt))',
  'toFloat64(toUnixTimestamp64Milli(EndedAt))',
  'IsEvent',
  'Metadata',
  'Tags',
  'SampleWeight',
  'Sequence',
  ...text,
].join(', ');

const types = [
  'traceId String',
  'spanId String',
  'startedAt Float64',
  'endedAt Nullable(Float64)',
  'isEvent Bool',
  'metadata Map(String, String)',
  'tags Array(String)',
  'sampleWeight Nullable(Float64)',
  'sequence Nullable(Float64)',
  ...text.map(column => `${fieldOf(column)} String`),
].join(', ');

/** The fields that lists answer, in one JSON text. */
const summary = `Summary String MATERIALIZED toJSONString(CAST((${values}), 'Tuple(${types})')) CODEC(ZSTD(1))`;

const traceKey = 'TraceKey UInt64 MATERIALIZED sipHash64(TraceId) CODEC(NONE)';

const columns = `  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  Name LowCardinality(String) CODEC(ZSTD(1)),
  SpanType LowCardinality(String) CODEC(ZSTD(1)),
  StartedAt DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  EndedAt Nullable(DateTime64(3, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  IsEvent Bool,
  Attributes String CODEC(ZSTD(3)),
  Metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Links String CODEC(ZSTD(3)),
  Error String CODEC(ZSTD(3)),
  EndReason LowCardinality(String) CODEC(ZSTD(1)),
  EntityType LowCardinality(String) CODEC(ZSTD(1)),
  EntityId String CODEC(ZSTD(1)),
  EntityName LowCardinality(String) CODEC(ZSTD(1)),
  ParentEntityType LowCardinality(String) CODEC(ZSTD(1)),
  ParentEntityId String CODEC(ZSTD(1)),
  ParentEntityName LowCardinality(String) CODEC(ZSTD(1)),
  RootEntityType LowCardinality(String) CODEC(ZSTD(1)),
  RootEntityId String CODEC(ZSTD(1)),
  RootEntityName LowCardinality(String) CODEC(ZSTD(1)),
  UserId String CODEC(ZSTD(1)),
  OrganizationId LowCardinality(String) CODEC(ZSTD(1)),
  ResourceId String CODEC(ZSTD(1)),
  RunId String CODEC(ZSTD(1)),
  SessionId String CODEC(ZSTD(1)),
  ThreadId String CODEC(ZSTD(1)),
  RequestId String CODEC(ZSTD(1)),
  Environment LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  Source LowCardinality(String) CODEC(ZSTD(1)),
  ExperimentId String CODEC(ZSTD(1)),
  Tags Array(LowCardinality(String)) CODEC(ZSTD(1)),
  SampleWeight Nullable(Float64) CODEC(ZSTD(1)),
  Sequence Nullable(Float64) CODEC(ZSTD(1))`;

const names =
  'TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight, Sequence';

/** The columns that the table before has. */
const before = names.replace(', Sequence', '');

/**
 * Spans of a trace are counted in the order in which they began. Running spans are kept whole. What lists answer of a trace is in one column. Traces without a root are kept by time,
 * as lists read them: the table that was by trace, `mastra_ai_trace_entries`, is left to processes that are still of the
 * first edition, and gets nothing more.
 */
export function lists(on: Placement): readonly string[] {
  const counted = ['mastra_ai_spans', 'mastra_ai_traces', 'mastra_ai_running_spans'];
  return [
    ...counted.flatMap(table => on.alter(table, 'ADD COLUMN IF NOT EXISTS Sequence Nullable(Float64) CODEC(ZSTD(1))')),
    `ALTER TABLE ${on.all('mastra_ai_traces_mv')}${on.cluster} MODIFY QUERY
SELECT ${names} FROM ${on.local('mastra_ai_spans')} WHERE ParentSpanId = ''`,
    ...on.alter('mastra_ai_running_spans', 'ADD COLUMN IF NOT EXISTS Input String CODEC(ZSTD(3)) AFTER IsEvent'),
    ...on.alter('mastra_ai_running_spans', 'ADD COLUMN IF NOT EXISTS Output String CODEC(ZSTD(3)) AFTER Input'),
    ...on.alter('mastra_ai_running_spans', `ADD COLUMN IF NOT EXISTS ${summary}`),
    ...on.alter('mastra_ai_traces', `ADD COLUMN IF NOT EXISTS ${summary}`),
    ...on.alter('mastra_ai_traces', `ADD COLUMN IF NOT EXISTS ${traceKey}`),
    `ALTER TABLE ${on.local('mastra_ai_traces')}${on.cluster} MATERIALIZE COLUMN Summary, MATERIALIZE COLUMN TraceKey`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_unrooted_spans')}${on.cluster} (
${columns},
  ${summary},
  ${traceKey},
  Sign Int8 DEFAULT 1,
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ${on.engine('CollapsingMergeTree', 'Sign')}
PARTITION BY toDate(StartedAt)
ORDER BY (StartedAt, TraceId, SpanId)${on.ttl('tracing', 'StartedAt')}
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 1073741824, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    ...on.distributed('mastra_ai_unrooted_spans', 'cityHash64(TraceId)'),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${on.all('mastra_ai_unrooted_spans_mv')}${on.cluster} TO ${on.local('mastra_ai_unrooted_spans')}
AS SELECT ${names} FROM ${on.local('mastra_ai_spans')} WHERE IsEntry`,
    `DROP VIEW IF EXISTS ${on.all('mastra_ai_trace_entries_mv')}${on.cluster}`,
    `INSERT INTO ${on.all('mastra_ai_unrooted_spans')} (${before}) SELECT ${before} FROM ${on.all('mastra_ai_trace_entries')} WHERE Sign = 1`,
  ];
}
