import type { Placement } from '../schema.ts';

const correlation = `  EntityType LowCardinality(String) CODEC(ZSTD(1)),
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
  Tags Array(LowCardinality(String)) CODEC(ZSTD(1))`;

const correlationIndexes = `  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_user_id UserId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_thread_id ThreadId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_run_id RunId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_request_id RequestId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_resource_id ResourceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_tags Tags TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_metadata mapValues(Metadata) TYPE bloom_filter(0.01) GRANULARITY 1`;

const summary =
  'TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags';

/** Every table and every view of the first edition. Frozen: what comes later is a migration of its own. */
export function tables(on: Placement): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_spans')}${on.cluster} (
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  Name LowCardinality(String) CODEC(ZSTD(1)),
  SpanType LowCardinality(String) CODEC(ZSTD(1)),
  StartedAt DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  EndedAt Nullable(DateTime64(3, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  IsEvent Bool,
  Input String CODEC(ZSTD(3)),
  Output String CODEC(ZSTD(3)),
  Attributes String CODEC(ZSTD(3)),
  Metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Links String CODEC(ZSTD(3)),
  Error String CODEC(ZSTD(3)),
  EndReason LowCardinality(String) CODEC(ZSTD(1)),
${correlation},
  IsEntry Bool,
  InputTokens Float64 CODEC(ZSTD(1)),
  OutputTokens Float64 CODEC(ZSTD(1)),
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ${on.engine('ReplacingMergeTree')}
PARTITION BY toDate(StartedAt)
ORDER BY (TraceId, SpanId, StartedAt)${on.ttl('tracing', 'StartedAt')}
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 1073741824, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_logs')}${on.cluster} (
  LogId String CODEC(ZSTD(1)),
  Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Level LowCardinality(String) CODEC(ZSTD(1)),
  Message String CODEC(ZSTD(1)),
  Data String CODEC(ZSTD(3)),
  Metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
${correlation},
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
${correlationIndexes},
  INDEX idx_message lowerUTF8(translateUTF8(Message, 'Σİ', 'σi')) ${on.messageIndex}
) ENGINE = ${on.engine('ReplacingMergeTree')}
PARTITION BY toDate(Timestamp)
ORDER BY (Timestamp, LogId)${on.ttl('log', 'Timestamp')}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_metrics')}${on.cluster} (
  MetricId String CODEC(ZSTD(1)),
  Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Name LowCardinality(String) CODEC(ZSTD(1)),
  MetricType LowCardinality(String) CODEC(ZSTD(1)),
  Value Float64 CODEC(ZSTD(1)),
  Labels Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Unit LowCardinality(String) CODEC(ZSTD(1)),
  Metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
${correlation},
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ${on.engine('ReplacingMergeTree')}
PARTITION BY toDate(Timestamp)
ORDER BY (Name, Timestamp, MetricId)${on.ttl('metric', 'Timestamp')}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_scores')}${on.cluster} (
  ScoreId String CODEC(ZSTD(1)),
  Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  ScorerId LowCardinality(String) CODEC(ZSTD(1)),
  ScorerVersion LowCardinality(String) CODEC(ZSTD(1)),
  Score Float64 CODEC(ZSTD(1)),
  Reason String CODEC(ZSTD(1)),
  ScoreTraceId String CODEC(ZSTD(1)),
  Metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
${correlation},
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_id ScoreId TYPE bloom_filter(0.01) GRANULARITY 1,
${correlationIndexes}
) ENGINE = ${on.engine('ReplacingMergeTree')}
PARTITION BY toDate(Timestamp)
ORDER BY (Timestamp, ScoreId)${on.ttl('score', 'Timestamp')}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_feedback')}${on.cluster} (
  FeedbackId String CODEC(ZSTD(1)),
  Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  FeedbackType LowCardinality(String) CODEC(ZSTD(1)),
  FeedbackSource LowCardinality(String) CODEC(ZSTD(1)),
  Value String CODEC(ZSTD(1)),
  Comment String CODEC(ZSTD(1)),
  FeedbackUserId String CODEC(ZSTD(1)),
  MessageId String CODEC(ZSTD(1)),
  Metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
${correlation},
  ValueNumber Nullable(Float64) CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_id FeedbackId TYPE bloom_filter(0.01) GRANULARITY 1,
${correlationIndexes}
) ENGINE = ${on.engine('ReplacingMergeTree')}
PARTITION BY toDate(Timestamp)
ORDER BY (Timestamp, FeedbackId)${on.ttl('feedback', 'Timestamp')}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_traces')}${on.cluster} (
  TraceId String CODEC(ZSTD(1)),
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
${correlation},
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
${correlationIndexes}
) ENGINE = ${on.engine('ReplacingMergeTree')}
PARTITION BY toDate(StartedAt)
ORDER BY (StartedAt, TraceId, SpanId)${on.ttl('tracing', 'StartedAt')}
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 1073741824, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_trace_entries')}${on.cluster} (
  TraceId String CODEC(ZSTD(1)),
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
${correlation},
  Sign Int8 DEFAULT 1
) ENGINE = ${on.engine('CollapsingMergeTree', 'Sign')}
PARTITION BY toDate(StartedAt)
ORDER BY (TraceId, SpanId)${on.ttl('tracing', 'StartedAt')}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_running_spans')}${on.cluster} (
  TraceId String CODEC(ZSTD(1)),
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
${correlation},
  InputTokens Float64 CODEC(ZSTD(1)),
  OutputTokens Float64 CODEC(ZSTD(1)),
  Sign Int8,
  Version UInt64,
  SeenAt DateTime DEFAULT now()
) ENGINE = ${on.engine('CollapsingMergeTree', 'Sign')}
PARTITION BY toDate(SeenAt)
ORDER BY (TraceId, SpanId)${on.ttl('running', 'SeenAt')}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    `CREATE TABLE IF NOT EXISTS ${on.local('mastra_ai_trace_errors')}${on.cluster} (
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  StartedAt DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))
) ENGINE = ${on.engine('ReplacingMergeTree')}
PARTITION BY toDate(StartedAt)
ORDER BY (TraceId, SpanId)${on.ttl('tracing', 'StartedAt')}
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, ${on.window} = 10000`,
    ...on.distributed('mastra_ai_spans', 'cityHash64(TraceId)'),
    ...on.distributed('mastra_ai_logs', "cityHash64(if(TraceId = '', LogId, TraceId))"),
    ...on.distributed('mastra_ai_metrics', "cityHash64(if(TraceId = '', MetricId, TraceId))"),
    ...on.distributed('mastra_ai_scores', "cityHash64(if(TraceId = '', ScoreId, TraceId))"),
    ...on.distributed('mastra_ai_feedback', "cityHash64(if(TraceId = '', FeedbackId, TraceId))"),
    ...on.distributed('mastra_ai_traces', 'cityHash64(TraceId)'),
    ...on.distributed('mastra_ai_trace_entries', 'cityHash64(TraceId)'),
    ...on.distributed('mastra_ai_running_spans', 'cityHash64(TraceId)'),
    ...on.distributed('mastra_ai_trace_errors', 'cityHash64(TraceId)'),
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${on.all('mastra_ai_traces_mv')}${on.cluster} TO ${on.local('mastra_ai_traces')}
AS SELECT ${summary} FROM ${on.local('mastra_ai_spans')} WHERE ParentSpanId = ''`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${on.all('mastra_ai_trace_entries_mv')}${on.cluster} TO ${on.local('mastra_ai_trace_entries')}
AS SELECT ${summary} FROM ${on.local('mastra_ai_spans')} WHERE IsEntry`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${on.all('mastra_ai_trace_errors_mv')}${on.cluster} TO ${on.local('mastra_ai_trace_errors')}
AS SELECT TraceId, SpanId, StartedAt FROM ${on.local('mastra_ai_spans')} WHERE Error != ''`,
  ];
}
