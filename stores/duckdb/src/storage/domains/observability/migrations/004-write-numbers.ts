/** Numbers rows in the order in which they are written, so that readers can ask what is new. Published: never changed. */
export const writeNumbers: readonly string[] = [
  'CREATE SEQUENCE mastra_writes',
  "ALTER TABLE mastra_ai_span_rows ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_log_rows ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_metric_rows ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_score_rows ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_feedback_rows ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
];
