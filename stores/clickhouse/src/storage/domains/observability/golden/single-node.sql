CREATE TABLE IF NOT EXISTS mastra_ai_migrations (
  Version UInt32,
  Retention String,
  AppliedAt DateTime DEFAULT now()
) ENGINE = MergeTree
ORDER BY Version;

CREATE TABLE IF NOT EXISTS mastra_ai_spans (
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
  IsEntry Bool,
  InputTokens Float64 CODEC(ZSTD(1)),
  OutputTokens Float64 CODEC(ZSTD(1)),
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree()
PARTITION BY toDate(StartedAt)
ORDER BY (TraceId, SpanId, StartedAt)
TTL toDateTime(least(StartedAt, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC') + toIntervalSecond(2592000)
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 1073741824, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_logs (
  LogId String CODEC(ZSTD(1)),
  Timestamp DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  Level LowCardinality(String) CODEC(ZSTD(1)),
  Message String CODEC(ZSTD(1)),
  Data String CODEC(ZSTD(3)),
  Metadata Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
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
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_user_id UserId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_thread_id ThreadId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_run_id RunId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_request_id RequestId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_resource_id ResourceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_tags Tags TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_metadata mapValues(Metadata) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_message lowerUTF8(translateUTF8(Message, 'Σİ', 'σi')) TYPE text(tokenizer = splitByNonAlpha)
) ENGINE = ReplacingMergeTree()
PARTITION BY toDate(Timestamp)
ORDER BY (Timestamp, LogId)
TTL toDateTime(least(Timestamp, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC') + toIntervalSecond(2592000)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_metrics (
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
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree()
PARTITION BY toDate(Timestamp)
ORDER BY (Name, Timestamp, MetricId)
TTL toDateTime(least(Timestamp, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC') + toIntervalSecond(7776000)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_scores (
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
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_id ScoreId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_user_id UserId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_thread_id ThreadId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_run_id RunId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_request_id RequestId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_resource_id ResourceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_tags Tags TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_metadata mapValues(Metadata) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree()
PARTITION BY toDate(Timestamp)
ORDER BY (Timestamp, ScoreId)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_feedback (
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
  ValueNumber Nullable(Float64) CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_id FeedbackId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_user_id UserId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_thread_id ThreadId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_run_id RunId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_request_id RequestId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_resource_id ResourceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_tags Tags TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_metadata mapValues(Metadata) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree()
PARTITION BY toDate(Timestamp)
ORDER BY (Timestamp, FeedbackId)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_traces (
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
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_user_id UserId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_thread_id ThreadId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_run_id RunId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_request_id RequestId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_resource_id ResourceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_tags Tags TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_metadata mapValues(Metadata) TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree()
PARTITION BY toDate(StartedAt)
ORDER BY (StartedAt, TraceId, SpanId)
TTL toDateTime(least(StartedAt, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC') + toIntervalSecond(2592000)
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 1073741824, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_trace_entries (
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
  Sign Int8 DEFAULT 1
) ENGINE = CollapsingMergeTree(Sign)
PARTITION BY toDate(StartedAt)
ORDER BY (TraceId, SpanId)
TTL toDateTime(least(StartedAt, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC') + toIntervalSecond(2592000)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_running_spans (
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
  InputTokens Float64 CODEC(ZSTD(1)),
  OutputTokens Float64 CODEC(ZSTD(1)),
  Sign Int8,
  Version UInt64,
  SeenAt DateTime DEFAULT now()
) ENGINE = CollapsingMergeTree(Sign)
PARTITION BY toDate(SeenAt)
ORDER BY (TraceId, SpanId)
TTL SeenAt + toIntervalSecond(604800)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS mastra_ai_trace_errors (
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  StartedAt DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1))
) ENGINE = ReplacingMergeTree()
PARTITION BY toDate(StartedAt)
ORDER BY (TraceId, SpanId)
TTL toDateTime(least(StartedAt, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC') + toIntervalSecond(2592000)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mastra_ai_traces_mv TO mastra_ai_traces
AS SELECT TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags FROM mastra_ai_spans WHERE ParentSpanId = '';

CREATE MATERIALIZED VIEW IF NOT EXISTS mastra_ai_trace_entries_mv TO mastra_ai_trace_entries
AS SELECT TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags FROM mastra_ai_spans WHERE IsEntry;

CREATE MATERIALIZED VIEW IF NOT EXISTS mastra_ai_trace_errors_mv TO mastra_ai_trace_errors
AS SELECT TraceId, SpanId, StartedAt FROM mastra_ai_spans WHERE Error != '';

ALTER TABLE mastra_ai_spans ADD COLUMN IF NOT EXISTS SampleWeight Nullable(Float64) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_traces ADD COLUMN IF NOT EXISTS SampleWeight Nullable(Float64) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_trace_entries ADD COLUMN IF NOT EXISTS SampleWeight Nullable(Float64) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_running_spans ADD COLUMN IF NOT EXISTS SampleWeight Nullable(Float64) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_traces_mv MODIFY QUERY
SELECT TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight FROM mastra_ai_spans WHERE ParentSpanId = '';

ALTER TABLE mastra_ai_trace_entries_mv MODIFY QUERY
SELECT TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight FROM mastra_ai_spans WHERE IsEntry;

ALTER TABLE mastra_ai_spans ADD COLUMN IF NOT EXISTS Sequence Nullable(Float64) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_traces ADD COLUMN IF NOT EXISTS Sequence Nullable(Float64) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_running_spans ADD COLUMN IF NOT EXISTS Sequence Nullable(Float64) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_traces_mv MODIFY QUERY
SELECT TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight, Sequence FROM mastra_ai_spans WHERE ParentSpanId = '';

ALTER TABLE mastra_ai_running_spans ADD COLUMN IF NOT EXISTS Input String CODEC(ZSTD(3)) AFTER IsEvent;

ALTER TABLE mastra_ai_running_spans ADD COLUMN IF NOT EXISTS Output String CODEC(ZSTD(3)) AFTER Input;

ALTER TABLE mastra_ai_running_spans ADD COLUMN IF NOT EXISTS Summary String MATERIALIZED toJSONString(CAST((TraceId, SpanId, toFloat64(toUnixTimestamp64Milli(StartedAt)), toFloat64(toUnixTimestamp64Milli(EndedAt)), IsEvent, Metadata, Tags, SampleWeight, Sequence, ParentSpanId, Name, SpanType, Attributes, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId), 'Tuple(traceId String, spanId String, startedAt Float64, endedAt Nullable(Float64), isEvent Bool, metadata Map(String, String), tags Array(String), sampleWeight Nullable(Float64), sequence Nullable(Float64), parentSpanId String, name String, spanType String, attributes String, links String, error String, endReason String, entityType String, entityId String, entityName String, parentEntityType String, parentEntityId String, parentEntityName String, rootEntityType String, rootEntityId String, rootEntityName String, userId String, organizationId String, resourceId String, runId String, sessionId String, threadId String, requestId String, environment String, serviceName String, source String, experimentId String)')) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_traces ADD COLUMN IF NOT EXISTS Summary String MATERIALIZED toJSONString(CAST((TraceId, SpanId, toFloat64(toUnixTimestamp64Milli(StartedAt)), toFloat64(toUnixTimestamp64Milli(EndedAt)), IsEvent, Metadata, Tags, SampleWeight, Sequence, ParentSpanId, Name, SpanType, Attributes, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId), 'Tuple(traceId String, spanId String, startedAt Float64, endedAt Nullable(Float64), isEvent Bool, metadata Map(String, String), tags Array(String), sampleWeight Nullable(Float64), sequence Nullable(Float64), parentSpanId String, name String, spanType String, attributes String, links String, error String, endReason String, entityType String, entityId String, entityName String, parentEntityType String, parentEntityId String, parentEntityName String, rootEntityType String, rootEntityId String, rootEntityName String, userId String, organizationId String, resourceId String, runId String, sessionId String, threadId String, requestId String, environment String, serviceName String, source String, experimentId String)')) CODEC(ZSTD(1));

ALTER TABLE mastra_ai_traces ADD COLUMN IF NOT EXISTS TraceKey UInt64 MATERIALIZED sipHash64(TraceId) CODEC(NONE);

ALTER TABLE mastra_ai_traces MATERIALIZE COLUMN Summary, MATERIALIZE COLUMN TraceKey;

CREATE TABLE IF NOT EXISTS mastra_ai_unrooted_spans (
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
  Sequence Nullable(Float64) CODEC(ZSTD(1)),
  Summary String MATERIALIZED toJSONString(CAST((TraceId, SpanId, toFloat64(toUnixTimestamp64Milli(StartedAt)), toFloat64(toUnixTimestamp64Milli(EndedAt)), IsEvent, Metadata, Tags, SampleWeight, Sequence, ParentSpanId, Name, SpanType, Attributes, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId), 'Tuple(traceId String, spanId String, startedAt Float64, endedAt Nullable(Float64), isEvent Bool, metadata Map(String, String), tags Array(String), sampleWeight Nullable(Float64), sequence Nullable(Float64), parentSpanId String, name String, spanType String, attributes String, links String, error String, endReason String, entityType String, entityId String, entityName String, parentEntityType String, parentEntityId String, parentEntityName String, rootEntityType String, rootEntityId String, rootEntityName String, userId String, organizationId String, resourceId String, runId String, sessionId String, threadId String, requestId String, environment String, serviceName String, source String, experimentId String)')) CODEC(ZSTD(1)),
  TraceKey UInt64 MATERIALIZED sipHash64(TraceId) CODEC(NONE),
  Sign Int8 DEFAULT 1,
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = CollapsingMergeTree(Sign)
PARTITION BY toDate(StartedAt)
ORDER BY (StartedAt, TraceId, SpanId)
TTL toDateTime(least(StartedAt, toDateTime64('2100-01-01 00:00:00', 3, 'UTC')), 'UTC') + toIntervalSecond(2592000)
SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 1073741824, ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS mastra_ai_unrooted_spans_mv TO mastra_ai_unrooted_spans
AS SELECT TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight, Sequence FROM mastra_ai_spans WHERE IsEntry;

DROP VIEW IF EXISTS mastra_ai_trace_entries_mv;

INSERT INTO mastra_ai_unrooted_spans (TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight) SELECT TraceId, SpanId, ParentSpanId, Name, SpanType, StartedAt, EndedAt, IsEvent, Attributes, Metadata, Links, Error, EndReason, EntityType, EntityId, EntityName, ParentEntityType, ParentEntityId, ParentEntityName, RootEntityType, RootEntityId, RootEntityName, UserId, OrganizationId, ResourceId, RunId, SessionId, ThreadId, RequestId, Environment, ServiceName, Source, ExperimentId, Tags, SampleWeight FROM mastra_ai_trace_entries WHERE Sign = 1;

INSERT INTO mastra_ai_migrations (Version, Retention) VALUES (3, '{"tracing":30,"log":30,"metric":90,"score":false,"feedback":false,"running":7}');
