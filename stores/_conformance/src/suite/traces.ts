import type { ListTracesArgs } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { at, runningSpan, span, spanId, traceId } from '../fixtures/records.ts';
import { type StoreHandle, useData } from '../harness.ts';

export function describeTraces(handle: StoreHandle): void {
  describe('listTraces', () => {
    const error = { message: 'no' };
    const child = (n: number, k: number) => ({
      traceId: traceId(n),
      spanId: spanId(n * 10 + k),
      parentSpanId: spanId(n * 10),
    });
    const root = (n: number) => ({ traceId: traceId(n), spanId: spanId(n * 10), startedAt: at(n * 1000) });
    useData(handle, storage =>
      storage.batchCreateSpans({
        records: [
          span({
            ...root(1),
            endedAt: at(1500),
            input: 'in',
            output: 'out',
            attributes: { a: 1 },
            metadata: { m: 1 },
            sessionId: 's-1',
          }),
          span({ ...child(1, 1), name: 'child', sessionId: 'of the child' }),
          span({ ...root(2), endedAt: at(3000), error, tags: ['a', 'b'] }),
          span({ ...child(2, 1), startedAt: at(2100) }),
          span({ ...root(3), endedAt: at(3100), name: 'trip', spanType: 'workflow_run', tags: ['b', 'c'] }),
          span({ ...child(3, 1), startedAt: at(3050), error }),
          runningSpan({ ...root(4) }),
          span({ ...child(5, 2), startedAt: at(5002), endedAt: at(5003), name: 'later orphan' }),
          span({
            ...child(5, 1),
            startedAt: at(5001),
            endedAt: at(5010),
            name: 'earlier orphan',
            parentSpanId: 'in another process',
          }),
        ],
      }),
    );
    const list = async (
      filters: NonNullable<ListTracesArgs>['filters'] = {},
      more: Omit<ListTracesArgs, 'filters' | 'limit' | 'after'> = {},
    ) => {
      const { spans } = await handle.storage.listTraces({ ...more, filters, limit: undefined, after: undefined });
      return spans.map(found => Number.parseInt(found.traceId.slice(1), 16));
    };

    test('lists roots, newest first, and a trace without a root by its earliest span', async () => {
      expect(await list()).toEqual([5, 4, 3, 2, 1]);
      const { spans, pagination } = await handle.storage.listTraces();
      expect(spans[0]).toMatchObject({ name: 'earlier orphan', spanId: spanId(51) });
      expect(pagination).toEqual({ total: 5, page: 0, perPage: 10, hasMore: false });
    });

    test('answers no payloads, and the light list no attributes, metadata and links either', async () => {
      const filters = { traceId: traceId(1) };
      const expected = {
        ...span({ ...root(1), endedAt: at(1500), sessionId: 's-1' }),
        isEvent: false,
        status: 'success',
        hasChildError: false,
      };
      const full = await handle.storage.listTraces({ filters });
      expect(full.spans).toEqual([{ ...expected, attributes: { a: 1 }, metadata: { m: 1 } }]);
      const light = await handle.storage.listTracesLight({ filters });
      expect(light.spans).toEqual([expected]);
    });

    test('a root that arrives late takes the place of the earliest span', async () => {
      const late = { ...child(60, 1), startedAt: at(-5000), endedAt: at(-4000) };
      await handle.storage.createSpan({ span: span(late) });
      const filters = { traceId: traceId(60) };
      const before = await handle.storage.listTraces({ filters });
      await handle.storage.createSpan({ span: span({ ...root(60), startedAt: at(-4500), endedAt: at(-4400) }) });
      const after = await handle.storage.listTraces({ filters });
      await handle.storage.batchDeleteTraces({ traceIds: [traceId(60)] });
      expect(before.spans.map(found => found.spanId)).toEqual([spanId(601)]);
      expect(after.spans.map(found => found.spanId)).toEqual([spanId(600)]);
    });

    test('every root of a trace is listed', async () => {
      const roots = [1, 2].map(k =>
        span({ traceId: traceId(61), spanId: spanId(k), startedAt: at(-9000 + k), error: k === 1 ? error : null }),
      );
      await handle.storage.batchCreateSpans({ records: roots });
      const { spans } = await handle.storage.listTraces({ filters: { traceId: traceId(61) } });
      await handle.storage.batchDeleteTraces({ traceIds: [traceId(61)] });
      expect(spans.map(found => [found.spanId, found.status, found.hasChildError])).toEqual([
        [spanId(2), 'success', true],
        [spanId(1), 'error', false],
      ]);
    });

    test('an aborted trace is neither a success nor an error', async () => {
      const aborted = span({ traceId: traceId(62), spanId: spanId(620), startedAt: at(-9000), endReason: 'aborted' });
      await handle.storage.batchCreateSpans({ records: [aborted] });
      const of = async (status: 'aborted' | 'success' | 'error') => {
        const { spans } = await handle.storage.listTraces({ filters: { traceId: traceId(62), status } });
        return spans.map(found => found.status);
      };
      const found = [await of('aborted'), await of('success'), await of('error')];
      await handle.storage.batchDeleteTraces({ traceIds: [traceId(62)] });
      expect(found).toEqual([['aborted'], [], []]);
    });

    test.each<[string, NonNullable<ListTracesArgs['filters']>, number[]]>([
      ['status running', { status: 'running' }, [4]],
      ['status error', { status: 'error' }, [2]],
      ['status success', { status: 'success' }, [5, 3, 1]],
      ['status lost', { status: 'lost' }, []],
      ['an error on a child', { hasChildError: true }, [3]],
      ['no error on a child', { hasChildError: false }, [5, 4, 2, 1]],
      ['span type', { spanType: 'workflow_run' }, [3]],
      ['name', { name: 'trip' }, [3]],
      ['a name that only a child has', { name: 'child' }, []],
      ["a child's session", { sessionId: 'of the child' }, []],
      ["the listed orphan's name", { name: 'earlier orphan' }, [5]],
      ["another orphan's name", { name: 'later orphan' }, []],
      ['span id', { spanId: spanId(30) }, [3]],
      ['one tag', { tags: ['b'] }, [3, 2]],
      ['all of two tags', { tags: ['b', 'a'] }, [2]],
      ['tags that no trace has together', { tags: ['a', 'c'] }, []],
      ['no tags', { tags: [] }, [5, 4, 3, 2, 1]],
      ['start, both ends inclusive', { startedAt: { start: at(2000), end: at(4000) } }, [4, 3, 2]],
      ['start, open below', { startedAt: { end: at(1000) } }, [1]],
      ['start, open above', { startedAt: { start: at(4001) } }, [5]],
      ['end', { endedAt: { start: at(1500), end: at(3000) } }, [2, 1]],
      ['an end of any time', { endedAt: {} }, [5, 3, 2, 1]],
      ['shortest duration', { durationMs: { min: 500 } }, [2, 1]],
      ['longest duration', { durationMs: { max: 500 } }, [5, 3, 1]],
      ['a duration', { durationMs: { min: 100, max: 500 } }, [3, 1]],
      ['any duration', { durationMs: {} }, [5, 3, 2, 1]],
      ['filters together', { status: 'success', tags: ['c'], hasChildError: true }, [3]],
    ])('filters by %s', async (_, filters, expected) => {
      expect(await list(filters)).toEqual(expected);
    });

    test.each<[NonNullable<ListTracesArgs['orderBy']>, number[]]>([
      [{ field: 'startedAt', direction: 'ASC' }, [1, 2, 3, 4, 5]],
      [{ field: 'endedAt', direction: 'DESC' }, [5, 3, 2, 1, 4]],
      [{ field: 'endedAt', direction: 'ASC' }, [1, 2, 3, 5, 4]],
      [{ field: 'endedAt' }, [5, 3, 2, 1, 4]],
      [{ direction: 'ASC' }, [1, 2, 3, 4, 5]],
    ])('orders by %j, running traces last by their end', async (orderBy, expected) => {
      expect(await list({}, { orderBy })).toEqual(expected);
    });
  });
}
