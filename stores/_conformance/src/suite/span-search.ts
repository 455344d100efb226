import type { ListSpansArgs } from '@mastra/core/storage';
import { iterate } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { at, runningSpan, span, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

/** Spans of all traces. */
export function describeSpanSearch(handle: StoreHandle): void {
  describe('listSpans', () => {
    const id = (k: number) => ({ traceId: traceId(k < 5 ? 1 : 2), spanId: spanId(k), startedAt: at(k * 1000) });
    const child = (k: number) => ({ ...id(k), parentSpanId: spanId(k < 5 ? 1 : 5) });
    useData(handle, storage =>
      storage.batchCreateSpans({
        records: [
          span({ ...id(1), input: 'Weather in OSLO?', sessionId: 's' }),
          span({
            ...child(2),
            name: 'llm',
            spanType: 'model_generation',
            attributes: {
              model: 'gpt',
              responseModel: 'gpt-1',
              streaming: true,
              seed: 7,
              temperature: 0.5,
              stop: null,
              'a.b': 'x',
            },
          }),
          span({
            ...child(3),
            name: 'get-weather',
            spanType: 'tool_call',
            input: { city: 'Oslo\nNorway' },
            error: { message: 'socket TIMEOUT' },
            metadata: { plan: 'pro' },
            tags: ['t'],
          }),
          runningSpan({ ...child(4), name: 'get-weather', spanType: 'tool_call' }),
          span({ ...id(5), endedAt: at(15_000), output: { text: '21 °C, naïve 東京' }, organizationId: 'acme' }),
          span({
            ...child(6),
            name: 'step',
            spanType: 'model_step',
            attributes: { responseModel: 'gpt-2', seed: '7' },
          }),
        ],
      }),
    );
    const find = async (args: ListSpansArgs) => {
      const { spans, search } = await handle.storage.listSpans({ limit: 50, ...args });
      expect(search).toEqual({ isComplete: true, reachedAt: null });
      return spans.map(found => Number.parseInt(found.spanId.slice(1), 16));
    };

    test('lists the spans of all traces, newest first, without payloads', async () => {
      expect(await find({})).toEqual([6, 5, 4, 3, 2, 1]);
      expect(await find({ orderBy: { direction: 'ASC' } })).toEqual([1, 2, 3, 4, 5, 6]);
      const { spans, cursor } = await handle.storage.listSpans({ filters: { spanId: spanId(3) }, limit: 5 });
      expect(spans).toEqual([
        {
          ...span({
            ...child(3),
            name: 'get-weather',
            spanType: 'tool_call',
            error: { message: 'socket TIMEOUT' },
            metadata: { plan: 'pro' },
            tags: ['t'],
          }),
          isEvent: false,
          status: 'error',
        },
      ]);
      expect(cursor).toEqual({ next: null });
    });

    test.each<[string, NonNullable<ListSpansArgs['filters']>, number[]]>([
      ['trace', { traceId: traceId(2) }, [6, 5]],
      ['parent', { parentSpanId: spanId(1) }, [4, 3, 2]],
      ['no parent', { parentSpanId: '' }, []],
      ['type', { spanType: 'tool_call' }, [4, 3]],
      ['several types', { spanType: ['tool_call', 'model_step'] }, [6, 4, 3]],
      ['no type at all', { spanType: [] }, []],
      ['name', { name: 'get-weather' }, [4, 3]],
      ['several names', { name: ['llm', 'step'] }, [6, 2]],
      ['status error', { status: 'error' }, [3]],
      ['status running', { status: 'running' }, [4]],
      ['status success', { status: 'success' }, [6, 5, 2, 1]],
      ['model', { model: 'gpt' }, [2]],
      ['the model that answered', { model: 'gpt-2' }, [6]],
      ['no such model', { model: '' }, []],
      ['a text among the attributes', { attributes: { model: 'gpt' } }, [2]],
      ['a number', { attributes: { seed: 7 } }, [2]],
      ['a text that looks like a number', { attributes: { seed: '7' } }, [6]],
      ['a fraction', { attributes: { temperature: 0.5 } }, [2]],
      ['true', { attributes: { streaming: true } }, [2]],
      ['false', { attributes: { streaming: false } }, []],
      ['null', { attributes: { stop: null } }, [2]],
      ['a key that is not there', { attributes: { nowhere: null } }, []],
      ['a key with a dot', { attributes: { 'a.b': 'x' } }, [2]],
      ['attributes together', { attributes: { seed: 7, streaming: true } }, [2]],
      ['duration', { durationMs: { min: 2000 } }, [5]],
      ['start', { startedAt: { start: at(2000), end: at(4000) } }, [4, 3, 2]],
      ['end', { endedAt: { start: at(7000) } }, [6, 5]],
      ['session', { sessionId: 's' }, [1]],
      ['tenant', { organizationId: 'acme' }, [5]],
      ['tags and metadata', { tags: ['t'], metadata: { plan: 'pro' } }, [3]],
    ])('filters by %s', async (_, filters, expected) => {
      expect(await find({ filters })).toEqual(expected);
    });

    test.each<[string, string, number[]]>([
      ['a word of an input', 'oslo', [3, 1]],
      ['a word after a line break', 'norway', [3]],
      ['a part of a word', 'orw', [3]],
      ['a name', 'GET-weather', [4, 3]],
      ['words in different places', 'timeout get', [3]],
      ['an error', 'Timeout', [3]],
      ['an output, beyond ASCII', 'NAÏVE 東京', [5]],
      ['an attribute', 'gpt-1', [2]],
      ['characters that mean something to SQL', "100%_'", []],
      ['nothing that is a word', '…?!', []],
    ])('searches for %s', async (_, search, expected) => {
      expect(await find({ search })).toEqual(expected);
    });

    test('searches under filters, and inside of one trace', async () => {
      expect(await find({ search: 'weather', filters: { status: 'running' } })).toEqual([4]);
      expect(await find({ search: 'oslo', filters: { traceId: traceId(2) } })).toEqual([]);
    });

    test.each(['ASC', 'DESC'] as const)('pages by cursor, %s', async direction => {
      const seen: string[] = [];
      for await (const found of iterate(args => handle.storage.listSpans(args), { orderBy: { direction }, limit: 2 })) {
        seen.push(found.spanId);
      }
      const ids = [1, 2, 3, 4, 5, 6].map(spanId);
      expect(seen).toEqual(direction === 'ASC' ? ids : ids.reverse());
    });

    test('a search that runs out of time says so and goes on', async () => {
      const seen: string[] = [];
      let after: string | undefined;
      for (let pages = 0; pages < 20; pages++) {
        const page = await handle.storage.listSpans({ search: 'e', searchMs: 1, limit: 1, ...(after && { after }) });
        seen.push(...page.spans.map(found => found.spanId));
        if (page.search.isComplete) expect(page.search.reachedAt).toBeNull();
        else expect(page.cursor.next).not.toBeNull();
        if (page.cursor.next === null) break;
        after = page.cursor.next;
      }
      expect(seen).toEqual([6, 5, 4, 3, 2, 1].map(spanId));
    });
  });

  describe('updates of spans', () => {
    needs(handle, 'span updates');
    test('are found by what they have become', async () => {
      await handle.storage.dangerouslyClearAll();
      const key = { traceId: traceId(1), spanId: spanId(1) };
      await handle.storage.createSpan({ span: runningSpan(key) });
      await handle.storage.updateSpan({ ...key, updates: { output: 'later', attributes: { model: 'gpt' } } });
      const { spans } = await handle.storage.listSpans({ filters: { model: 'gpt' }, search: 'later' });
      expect(spans.map(found => found.spanId)).toEqual([spanId(1)]);
    });
  });
}
