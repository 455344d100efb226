import type { Mastra } from '@mastra/core';
import { heading, traceTree } from '@mastra/example-kit';

/** One trace as a tree. */
export async function traceReport(mastra: Mastra, traceId: string): Promise<string> {
  const trace = await mastra.getTrace(traceId);
  if (!trace) return '';
  const errors = trace.spans.filter(span => span.status === 'error').length;
  return [heading('Trace', `${traceId}: ${trace.spans.length} spans, ${errors} with an error`), traceTree(trace)].join(
    '\n',
  );
}
