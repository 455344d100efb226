import type { ObservabilityStorage } from '@mastra/core/storage';
import { heading, paint, table } from '@mastra/example-kit';

/** The scores and the feedback that the traces of a session were given. */
export async function opinionsReport(store: ObservabilityStorage, sessionId: string): Promise<string> {
  const scope = {
    filters: { sessionId },
    orderBy: { field: 'timestamp', direction: 'ASC' },
    pagination: { perPage: 100 },
  } as const;
  const [{ scores }, { feedback }] = await Promise.all([store.listScores(scope), store.listFeedback(scope)]);
  const rows = [
    ...scores.map(one => [trace(one), `score ${one.scorerId}`, one.score.toFixed(2), one.reason ?? '']),
    ...feedback.map(one => [
      trace(one),
      `feedback ${one.feedbackType} by ${one.feedbackSource}`,
      String(one.value),
      one.comment ?? '',
    ]),
  ];
  return [heading('Scores and feedback'), table(rows, 'llr')].join('\n');
}

function trace({ traceId = '' }: { readonly traceId?: string }): string {
  return paint('dim', traceId.slice(-8));
}
