import type { ObservabilityStorage } from '@mastra/core/storage';
import { grouped, heading, paint, table } from '@mastra/example-kit';

/** All conversations, summed up. */
export async function sessionsReport(store: ObservabilityStorage): Promise<string> {
  const { sessions } = await store.listSessions({ orderBy: { field: 'firstAt', direction: 'ASC' } });
  const header = ['session', 'traces', 'tokens', 'cost', 'errors', 'scores'].map(title => paint('dim', title));
  const rows = sessions.map(session => [
    session.sessionId,
    grouped(session.traceCount),
    grouped(session.inputTokens + session.outputTokens),
    session.costUsd === null ? '-' : `$${session.costUsd.toFixed(6)}`,
    grouped(session.errorCount),
    grouped(session.scoreCount),
  ]);
  return [heading('Sessions', 'a conversation each'), table([header, ...rows], 'lrrrrr')].join('\n');
}
