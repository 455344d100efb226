const TABLES = [
  'mastra_ai_span_rows',
  'mastra_ai_log_rows',
  'mastra_ai_metric_rows',
  'mastra_ai_score_rows',
  'mastra_ai_feedback_rows',
];

/**
 * Numbers rows in the order in which they are written, so that readers can ask what is new. Whoever inserts a row numbers
 * it: a default that calls `nextval` cannot be replayed from the log after a kill (DuckDB 1.5.6). Published: never changed.
 */
export const writeNumbers: readonly string[] = [
  'CREATE SEQUENCE mastra_writes',
  ...TABLES.map(table => `ALTER TABLE ${table} ADD COLUMN write_number BIGINT`),
  ...TABLES.map(table => `UPDATE ${table} SET write_number = nextval('mastra_writes')`),
];
