/** The weight that sampling gave a trace, and where a span stands among those that begin in the same millisecond. */
export const columns: readonly string[] = [
  'ALTER TABLE mastra_ai_spans ADD COLUMN sample_weight DOUBLE',
  'ALTER TABLE mastra_ai_spans ADD COLUMN sequence DOUBLE',
  'ALTER TABLE mastra_ai_traces ADD COLUMN sample_weight DOUBLE',
  'ALTER TABLE mastra_ai_traces ADD COLUMN sequence DOUBLE',
];
