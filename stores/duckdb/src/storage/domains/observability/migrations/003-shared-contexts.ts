/**
 * The second edition: rows refer to their correlation and to their series by number, payloads are compressed, and views have
 * the names and columns that the tables had. Published: never changed.
 */
export const sharedContexts: readonly string[] = [
  `CREATE TABLE mastra_ai_contexts (
     id BIGINT NOT NULL,
     entity_type VARCHAR,
     entity_id VARCHAR,
     entity_name VARCHAR,
     parent_entity_type VARCHAR,
     parent_entity_id VARCHAR,
     parent_entity_name VARCHAR,
     root_entity_type VARCHAR,
     root_entity_id VARCHAR,
     root_entity_name VARCHAR,
     user_id VARCHAR,
     organization_id VARCHAR,
     resource_id VARCHAR,
     run_id VARCHAR,
     session_id VARCHAR,
     thread_id VARCHAR,
     request_id VARCHAR,
     environment VARCHAR,
     service_name VARCHAR,
     source VARCHAR,
     experiment_id VARCHAR,
     tags VARCHAR[]
   )`,
  `CREATE TABLE mastra_ai_series (
     id BIGINT NOT NULL,
     name VARCHAR NOT NULL,
     metric_type VARCHAR NOT NULL,
     labels JSON NOT NULL,
     unit VARCHAR
   )`,
  `CREATE TABLE mastra_ai_span_rows (
     trace_id VARCHAR NOT NULL,
     id VARCHAR NOT NULL,
     parent_span_id VARCHAR,
     name VARCHAR NOT NULL,
     type VARCHAR NOT NULL,
     started_at TIMESTAMP NOT NULL,
     ended_at TIMESTAMP,
     is_event BOOLEAN,
     input JSON USING COMPRESSION zstd,
     output JSON USING COMPRESSION zstd,
     attributes JSON,
     metadata JSON,
     links JSON,
     error_info JSON,
     end_reason VARCHAR,
     sample_weight DOUBLE,
     sequence DOUBLE,
     status VARCHAR,
     has_child_error BOOLEAN,
     scope JSON,
     context BIGINT
   )`,
  `CREATE TABLE mastra_ai_log_rows (
     log_id VARCHAR NOT NULL,
     timestamp TIMESTAMP NOT NULL,
     level VARCHAR NOT NULL,
     message VARCHAR NOT NULL,
     data JSON,
     metadata JSON,
     trace_id VARCHAR,
     span_id VARCHAR,
     context BIGINT
   )`,
  `CREATE TABLE mastra_ai_metric_rows (
     metric_id VARCHAR NOT NULL,
     timestamp TIMESTAMP NOT NULL,
     value DOUBLE NOT NULL,
     metadata JSON,
     trace_id VARCHAR,
     span_id VARCHAR,
     series BIGINT NOT NULL,
     context BIGINT
   )`,
  `CREATE TABLE mastra_ai_score_rows (
     score_id VARCHAR NOT NULL,
     timestamp TIMESTAMP NOT NULL,
     scorer_id VARCHAR NOT NULL,
     scorer_version VARCHAR,
     score DOUBLE NOT NULL,
     reason VARCHAR,
     score_trace_id VARCHAR,
     metadata JSON,
     trace_id VARCHAR,
     span_id VARCHAR,
     context BIGINT
   )`,
  `CREATE TABLE mastra_ai_feedback_rows (
     feedback_id VARCHAR NOT NULL,
     timestamp TIMESTAMP NOT NULL,
     feedback_type VARCHAR NOT NULL,
     feedback_source VARCHAR NOT NULL,
     value VARCHAR NOT NULL,
     comment VARCHAR,
     feedback_user_id VARCHAR,
     message_id VARCHAR,
     metadata JSON,
     trace_id VARCHAR,
     span_id VARCHAR,
     value_number DOUBLE,
     context BIGINT
   )`,
  `CREATE TABLE mastra_ai_trace_rows (
     trace_id VARCHAR NOT NULL,
     id VARCHAR NOT NULL,
     parent_span_id VARCHAR,
     name VARCHAR NOT NULL,
     type VARCHAR NOT NULL,
     started_at TIMESTAMP NOT NULL,
     ended_at TIMESTAMP,
     is_event BOOLEAN,
     attributes JSON,
     metadata JSON,
     links JSON,
     error_info JSON,
     end_reason VARCHAR,
     sample_weight DOUBLE,
     sequence DOUBLE,
     status VARCHAR,
     has_child_error BOOLEAN,
     context BIGINT
   )`,
  `CREATE VIEW mastra_ai_spans AS
   SELECT r.trace_id, r.id, r.parent_span_id, r.name, r.type, r.started_at, r.ended_at, r.is_event, r.input,
     r.output, r.attributes, r.metadata, r.links, r.error_info, r.end_reason, c.entity_type, c.entity_id,
     c.entity_name, c.parent_entity_type, c.parent_entity_id, c.parent_entity_name, c.root_entity_type,
     c.root_entity_id, c.root_entity_name, c.user_id, c.organization_id, c.resource_id, c.run_id, c.session_id,
     c.thread_id, c.request_id, c.environment, c.service_name, c.source, c.experiment_id, c.tags,
     r.sample_weight, r.sequence, r.status, r.has_child_error, r.scope
   FROM mastra_ai_span_rows r
   LEFT JOIN mastra_ai_contexts c ON c.id = r.context`,
  `CREATE VIEW mastra_ai_logs AS
   SELECT r.log_id, r.timestamp, r.level, r.message, r.data, r.metadata, r.trace_id, r.span_id, c.entity_type,
     c.entity_id, c.entity_name, c.parent_entity_type, c.parent_entity_id, c.parent_entity_name,
     c.root_entity_type, c.root_entity_id, c.root_entity_name, c.user_id, c.organization_id, c.resource_id,
     c.run_id, c.session_id, c.thread_id, c.request_id, c.environment, c.service_name, c.source, c.experiment_id,
     c.tags
   FROM mastra_ai_log_rows r
   LEFT JOIN mastra_ai_contexts c ON c.id = r.context`,
  `CREATE VIEW mastra_ai_metrics AS
   SELECT r.metric_id, r.timestamp, s.name, s.metric_type, r.value, s.labels, s.unit, r.metadata, r.trace_id,
     r.span_id, c.entity_type, c.entity_id, c.entity_name, c.parent_entity_type, c.parent_entity_id,
     c.parent_entity_name, c.root_entity_type, c.root_entity_id, c.root_entity_name, c.user_id,
     c.organization_id, c.resource_id, c.run_id, c.session_id, c.thread_id, c.request_id, c.environment,
     c.service_name, c.source, c.experiment_id, c.tags
   FROM mastra_ai_metric_rows r
   JOIN mastra_ai_series s ON s.id = r.series
   LEFT JOIN mastra_ai_contexts c ON c.id = r.context`,
  `CREATE VIEW mastra_ai_scores AS
   SELECT r.score_id, r.timestamp, r.scorer_id, r.scorer_version, r.score, r.reason, r.score_trace_id,
     r.metadata, r.trace_id, r.span_id, c.entity_type, c.entity_id, c.entity_name, c.parent_entity_type,
     c.parent_entity_id, c.parent_entity_name, c.root_entity_type, c.root_entity_id, c.root_entity_name,
     c.user_id, c.organization_id, c.resource_id, c.run_id, c.session_id, c.thread_id, c.request_id,
     c.environment, c.service_name, c.source, c.experiment_id, c.tags
   FROM mastra_ai_score_rows r
   LEFT JOIN mastra_ai_contexts c ON c.id = r.context`,
  `CREATE VIEW mastra_ai_feedback AS
   SELECT r.feedback_id, r.timestamp, r.feedback_type, r.feedback_source, r.value, r.comment, r.feedback_user_id,
     r.message_id, r.metadata, r.trace_id, r.span_id, c.entity_type, c.entity_id, c.entity_name,
     c.parent_entity_type, c.parent_entity_id, c.parent_entity_name, c.root_entity_type, c.root_entity_id,
     c.root_entity_name, c.user_id, c.organization_id, c.resource_id, c.run_id, c.session_id, c.thread_id,
     c.request_id, c.environment, c.service_name, c.source, c.experiment_id, c.tags, r.value_number
   FROM mastra_ai_feedback_rows r
   LEFT JOIN mastra_ai_contexts c ON c.id = r.context`,
  `CREATE VIEW mastra_ai_traces AS
   SELECT r.trace_id, r.id, r.parent_span_id, r.name, r.type, r.started_at, r.ended_at, r.is_event, r.attributes,
     r.metadata, r.links, r.error_info, r.end_reason, c.entity_type, c.entity_id, c.entity_name,
     c.parent_entity_type, c.parent_entity_id, c.parent_entity_name, c.root_entity_type, c.root_entity_id,
     c.root_entity_name, c.user_id, c.organization_id, c.resource_id, c.run_id, c.session_id, c.thread_id,
     c.request_id, c.environment, c.service_name, c.source, c.experiment_id, c.tags, r.sample_weight, r.sequence,
     r.status, r.has_child_error
   FROM mastra_ai_trace_rows r
   LEFT JOIN mastra_ai_contexts c ON c.id = r.context`,
];
