import type { Mastra } from '@mastra/core';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { heading, table, traceTree } from '@mastra/example-kit';

/** How good the answers are, and how the worst of them came by its score. */
export async function qualityReport(mastra: Mastra, store: ObservabilityStorage): Promise<string> {
  const scores = await store.getScoreBreakdown({ aggregation: 'avg', groupBy: ['scorerId', 'userId'] });
  const thumbs = await store.getFeedbackBreakdown({
    aggregation: 'count',
    groupBy: ['value'],
    filters: { feedbackType: 'thumbs' },
  });
  const rows = [
    ...scores.groups.map(({ dimensions, value }) => [
      `${dimensions.scorerId} for ${dimensions.userId}`,
      (value ?? 0).toFixed(2),
    ]),
    ...thumbs.groups.map(({ dimensions, value }) => [`thumbs ${dimensions.value}`, String(value)]),
  ];
  return [heading('Quality', 'mean scores, and thumbs'), table(rows, 'lr'), await worstReport(mastra, store)].join(
    '\n',
  );
}

async function worstReport(mastra: Mastra, store: ObservabilityStorage): Promise<string> {
  const { scores } = await store.listScores({
    filters: { scorerId: 'helpfulness' },
    orderBy: { field: 'score', direction: 'ASC' },
    pagination: { perPage: 1 },
  });
  const [worst] = scores;
  const judged = worst?.traceId && (await mastra.getTrace(worst.traceId));
  const judging = worst?.scoreTraceId && (await mastra.getTrace(worst.scoreTraceId));
  if (!judged || !judging) return '';
  return [
    heading('The least helpful answer', judged.traceId),
    traceTree(judged),
    heading('The trace that scored it', `${judging.traceId}, linked to the span of the run`),
    traceTree(judging),
  ].join('\n');
}
