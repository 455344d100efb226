/** Where a span stands among those that begin in the same millisecond. */
export const sequence: readonly string[] = [
  'ALTER TABLE mastra_ai_spans ADD COLUMN sequence DOUBLE',
  'ALTER TABLE mastra_ai_traces ADD COLUMN sequence DOUBLE',
];
