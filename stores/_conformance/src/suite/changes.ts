import type { ListChangesArgs } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { at, feedback, log, metric, runningSpan, score, span, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

/** What was written since: for live pages. */
export function describeChanges(handle: StoreHandle): void {
  describe('listChanges', () => {
    needs(handle, 'changes', 'logs', 'metrics', 'scores', 'feedback');
    useData(handle, () => Promise.resolve());

    /** Everything that there is from here on, as `signal id`, and where to go on. */
    const all = async (since: string | Date | undefined, args: ListChangesArgs = {}) => {
      const seen: string[] = [];
      let next = since;
      for (let pages = 0; pages < 50; pages++) {
        const page = await handle.storage.listChanges({ ...args, ...(next !== undefined && { since: next }) });
        seen.push(...page.changes.map(({ signal, id }) => `${signal} ${id}`));
        next = page.next;
        if (page.changes.length === 0) break;
      }
      return { seen: [...new Set(seen)], next: next as string };
    };
    const key = (n: number) => ({ traceId: traceId(n), spanId: spanId(n) });

    test('everything comes, and then what is new', async () => {
      await handle.storage.dangerouslyClearAll();
      await handle.storage.batchCreateLogs({ logs: [1, 2, 3].map(n => log({ logId: `${n}`, timestamp: at(n) })) });
      await handle.storage.batchCreateMetrics({ metrics: [metric({ metricId: 'm', traceId: traceId(1) })] });
      const first = await all(undefined, { limit: 2 });
      expect(first.seen.sort()).toEqual(['log 1', 'log 2', 'log 3', 'metric m']);
      expect((await handle.storage.listChanges({ since: first.next })).changes).toEqual([]);

      await handle.storage.createScore({ score: score({ scoreId: 's' }) });
      await handle.storage.createFeedback({ feedback: feedback({ feedbackId: 'f' }) });
      // A record that arrives late, from long ago.
      await handle.storage.batchCreateLogs({ logs: [log({ logId: 'late', timestamp: at(-90 * 86_400_000) })] });
      await handle.storage.createSpan({ span: span(key(7)) });
      const second = await all(first.next);
      expect(second.seen.sort()).toEqual(['feedback f', 'log late', 'score s', `tracing ${spanId(7)}`]);
      const { changes } = await handle.storage.listChanges({ since: first.next, signals: ['tracing'] });
      expect(changes).toEqual([{ signal: 'tracing', id: spanId(7), traceId: traceId(7), at: at(1000) }]);
    });

    test('a span comes when it starts and again when it has ended', async () => {
      const { next } = await all(undefined);
      await handle.storage.createSpan({ span: runningSpan(key(8)) });
      const started = await handle.storage.listChanges({ since: next, signals: ['tracing'] });
      expect(started.changes).toEqual([{ signal: 'tracing', id: spanId(8), traceId: traceId(8), at: at(0) }]);
      await handle.storage.createSpan({ span: span(key(8)) });
      const ended = await handle.storage.listChanges({ since: started.next, signals: ['tracing'] });
      expect(ended.changes).toEqual([{ signal: 'tracing', id: spanId(8), traceId: traceId(8), at: at(1000) }]);
    });

    test('a date begins with what is not older', async () => {
      await handle.storage.dangerouslyClearAll();
      await handle.storage.batchCreateLogs({ logs: [log({ logId: 'old', timestamp: at(0) })] });
      await handle.storage.batchCreateLogs({ logs: [log({ logId: 'new', timestamp: at(5000) })] });
      expect((await all(at(5000))).seen).toContain('log new');
      const later = await all(at(90_000));
      expect(later.seen).not.toContain('log old');
      await handle.storage.batchCreateLogs({ logs: [log({ logId: 'next', timestamp: at(-1) })] });
      expect((await all(later.next)).seen).toEqual(['log next']);
    });

    test("a tenant sees its own changes, and deleted records don't come", async () => {
      await handle.storage.dangerouslyClearAll();
      await handle.storage.batchCreateScores({
        scores: ['acme', 'other'].map(organizationId => score({ scoreId: organizationId, organizationId })),
      });
      expect((await all(undefined, { organizationId: 'acme' })).seen).toEqual(['score acme']);
      await handle.storage.deleteScores({ scoreIds: ['acme'] });
      expect((await all(undefined)).seen).toEqual(['score other']);
    });

    test('a tenant that is named and undefined is refused', async () => {
      const code = 'OBSERVABILITY_STORAGE_ARGS_INVALID';
      await expect(handle.storage.listChanges({ organizationId: undefined })).rejects.toMatchObject({ code });
    });

    test('a position of nowhere is refused', async () => {
      const code = 'OBSERVABILITY_STORAGE_CURSOR_INVALID';
      await expect(handle.storage.listChanges({ since: 'nowhere' })).rejects.toMatchObject({ code });
      const { cursor } = await handle.storage.listScores({ limit: 1 });
      if (cursor.next) await expect(handle.storage.listChanges({ since: cursor.next })).rejects.toMatchObject({ code });
    });
  });
}
