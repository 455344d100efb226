/** Numbers rows in the order in which they are written, so that readers can ask what is new. */
export const writeNumbers: readonly string[] = [
  'CREATE SEQUENCE mastra_writes',
  "ALTER TABLE mastra_ai_spans ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_logs ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_metrics ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_scores ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
  "ALTER TABLE mastra_ai_feedback ADD COLUMN write_number BIGINT DEFAULT nextval('mastra_writes')",
];
