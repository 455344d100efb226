import type { ObservabilityStorage } from '@mastra/core/storage';
import { heading, paint } from '@mastra/example-kit';
import type { Turn } from '../conversation.ts';

/** A conversation turn by turn, with what became known of each answer afterwards. */
export async function turnsReport(
  store: ObservabilityStorage,
  sessionId: string,
  turns: readonly Turn[],
): Promise<string> {
  const lines = turns.map(async ({ traceId, question, answer }) => {
    const [{ scores }, { feedback }] = await Promise.all([
      store.listScores({ filters: { traceId }, orderBy: { field: 'timestamp', direction: 'ASC' } }),
      store.listFeedback({ filters: { traceId }, orderBy: { field: 'timestamp', direction: 'ASC' } }),
    ]);
    return [
      `  ${paint('bold', question)}`,
      `  ${answer}`,
      ...scores.map(one => note(`${one.scorerId} ${one.score.toFixed(2)}`, one.reason)),
      ...feedback.map(one => note(`${one.feedbackType} by ${one.feedbackSource}: ${one.value}`, one.comment)),
    ].join('\n');
  });
  return [heading('Conversation', sessionId), ...(await Promise.all(lines))].join('\n');
}

function note(what: string, why: string | undefined): string {
  return paint('dim', `    ${what}${why === undefined ? '' : ` (${why})`}`);
}
