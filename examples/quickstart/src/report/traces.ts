import type { ObservabilityStorage, TraceSummary } from '@mastra/core/storage';
import { bar, duration, grouped, heading, paint, table } from '@mastra/example-kit';

const TOKENS = ['mastra_model_input_tokens', 'mastra_model_output_tokens'];

/** The traces of a session, side by side. */
export async function tracesReport(
  store: ObservabilityStorage,
  sessionId: string,
  traces: readonly TraceSummary[],
): Promise<string> {
  const axis = {
    start: Math.min(...traces.map(trace => trace.startedAt.getTime())),
    end: Math.max(...traces.map(trace => endOf(trace))),
    width: 24,
  };
  const rows = traces.map(async trace => {
    const { traceId, status, hasChildError } = trace;
    const start = trace.startedAt.getTime();
    const tokens = await store.getMetricAggregate({ name: TOKENS, aggregation: 'sum', filters: { traceId } });
    return [
      paint('dim', traceId.slice(-8)),
      String(trace.metadata?.question ?? trace.name),
      paint('cyan', bar(axis, start, endOf(trace))),
      duration(endOf(trace) - start),
      `${grouped(tokens.value ?? 0)} tokens`,
      status !== 'success' ? paint('red', status) : hasChildError ? paint('yellow', 'handled an error') : 'ok',
    ];
  });
  return [heading('Session', `${sessionId}: ${traces.length} traces`), table(await Promise.all(rows), 'lllrr')].join(
    '\n',
  );
}

function endOf(trace: TraceSummary): number {
  return (trace.endedAt ?? trace.startedAt).getTime();
}
