import { describe, expect, test } from 'vitest';
import { at, span, traceId } from '../fixtures/records.ts';
import { agentRun } from '../fixtures/trace.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

export function describeSessions(handle: StoreHandle): void {
  describe('listSessions', () => {
    needs(handle, 'metrics', 'scores');
    useData(handle, async storage => {
      const runs = [
        agentRun({ n: 1, sessionId: 's-1', organizationId: 'acme', costUsd: 0.25 }),
        agentRun({ n: 2, sessionId: 's-2', organizationId: 'acme' }),
        agentRun({ n: 3, sessionId: 's-1', organizationId: 'acme', failingTool: true, costUsd: 0.5 }),
        agentRun({ n: 4, sessionId: 's-3', organizationId: 'other', costUsd: 0 }),
      ];
      await storage.batchCreateSpans({ records: [...runs.flatMap(run => run.spans), span({ traceId: traceId(99) })] });
      await storage.batchCreateMetrics({ metrics: runs.flatMap(run => run.metrics) });
      await storage.batchCreateScores({ scores: runs.flatMap(run => run.scores) });
    });
    const first = {
      sessionId: 's-1',
      traceCount: 2,
      firstAt: at(60_000),
      lastAt: at(180_000),
      inputTokens: 121 + 123,
      outputTokens: 60,
      costUsd: 0.75,
      errorCount: 1,
      scoreCount: 2,
    };

    test('sums up the traces of each session, newest first', async () => {
      const { sessions, pagination } = await handle.storage.listSessions();
      expect(sessions.map(({ sessionId }) => sessionId)).toEqual(['s-3', 's-1', 's-2']);
      expect(sessions[1]).toEqual(first);
      expect(pagination).toEqual({ total: 3, page: 0, perPage: 10, hasMore: false });
    });

    test('a cost of nothing is 0 and an unknown cost is null', async () => {
      const { sessions } = await handle.storage.listSessions();
      expect(sessions.map(({ costUsd }) => costUsd)).toEqual([0, 0.75, null]);
    });

    test('filters hold for the traces, and what they leave out is not counted', async () => {
      const acme = await handle.storage.listSessions({ filters: { organizationId: 'acme' } });
      expect(acme.sessions.map(({ sessionId }) => sessionId)).toEqual(['s-1', 's-2']);
      const early = await handle.storage.listSessions({ filters: { startedAt: { end: at(60_000) } } });
      const expected = {
        traceCount: 1,
        lastAt: at(60_000),
        inputTokens: 121,
        outputTokens: 30,
        costUsd: 0.25,
        errorCount: 0,
        scoreCount: 1,
      };
      expect(early.sessions).toEqual([{ ...first, ...expected }]);
    });

    test.each([
      [{ field: 'firstAt', direction: 'ASC' }, ['s-1', 's-2', 's-3']],
      [{ field: 'lastAt', direction: 'ASC' }, ['s-2', 's-1', 's-3']],
      [{ field: 'traceCount', direction: 'DESC' }, ['s-1', 's-3', 's-2']],
      [{ field: 'traceCount', direction: 'ASC' }, ['s-2', 's-3', 's-1']],
    ] as const)('orders by %j, then by session id', async (orderBy, expected) => {
      const { sessions } = await handle.storage.listSessions({ orderBy });
      expect(sessions.map(({ sessionId }) => sessionId)).toEqual(expected);
    });

    test('pages by number and by cursor', async () => {
      const page = await handle.storage.listSessions({ pagination: { page: 1, perPage: 2 } });
      expect(page.sessions.map(({ sessionId }) => sessionId)).toEqual(['s-2']);
      const one = await handle.storage.listSessions({ limit: 2 });
      expect(one.sessions.map(({ sessionId }) => sessionId)).toEqual(['s-3', 's-1']);
      const two = await handle.storage.listSessions({ limit: 2, after: one.cursor.next! });
      expect(two).toEqual({ sessions: page.sessions, cursor: { next: null } });
    });
  });
}
