import type { CreateLogRecord, ListLogsArgs } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { fullCorrelation } from '../fixtures/correlation.ts';
import { at, log, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const messages: readonly string[] = [
  'GET /users/42 took 100% of the_time',
  'Naïve Ärger in São Paulo',
  'ΣΊΣΥΦΟΣ and σίσυφος',
  'İstanbul to KELVIN \u212a',
  '東京で雨が降る、今日も',
  'foo-bar.baz foobar',
  '',
  '...!?',
  'Привет Мир',
];

export function describeLogs(handle: StoreHandle): void {
  describe('logs', () => {
    needs(handle, 'logs');
    describe('as written', () => describeWrites(handle));
    describe('search', () => describeSearch(handle));
    describe('filters', () => describeFilters(handle));
  });
}

function describeWrites(handle: StoreHandle): void {
  const full: CreateLogRecord = {
    ...fullCorrelation(2),
    logId: 'full',
    timestamp: at(1),
    level: 'error',
    message: 'failed',
    data: { attempt: 3, nested: { deep: [null, 'x'] } },
    metadata: { plan: 'pro' },
    traceId: traceId(1),
    spanId: spanId(1),
    tags: ['b', 'a'],
  };
  useData(handle, storage =>
    storage.batchCreateLogs({ logs: [full, log({ logId: 'bare', data: null, userId: '', tags: [] })] }),
  );

  test('every field comes back, and what is absent is left out', async () => {
    const { logs } = await handle.storage.listLogs();
    expect(logs).toEqual([full, log({ logId: 'bare' })]);
    expect(Object.keys(logs[1] ?? {}).sort()).toEqual(['level', 'logId', 'message', 'timestamp']);
  });

  test('a second copy of a log changes nothing', async () => {
    await handle.storage.batchCreateLogs({
      logs: [log({ logId: 'twice', message: 'first' }), log({ logId: 'twice', message: 'second' })],
    });
    await handle.storage.batchCreateLogs({ logs: [log({ logId: 'twice', message: 'third' })] });
    const { logs, pagination } = await handle.storage.listLogs({ filters: { message: 'first' } });
    expect([logs.length, pagination.total]).toEqual([1, 1]);
    expect((await handle.storage.listLogs()).pagination.total).toBe(3);
  });
}

function describeSearch(handle: StoreHandle): void {
  useData(handle, storage =>
    storage.batchCreateLogs({
      logs: messages.map((message, n) => log({ logId: `m-${n}`, timestamp: at(n), message })),
    }),
  );
  const found = async (args: Pick<ListLogsArgs, 'search' | 'contains'>) => {
    const { logs } = await handle.storage.listLogs({
      search: args.search,
      contains: args.contains,
      orderBy: { direction: 'ASC' },
    });
    return logs.map(({ logId }) => Number(logId.slice(2)));
  };

  test.each<[string, number[]]>([
    ['users', [0]],
    ['USERS get', [0]],
    ['users/42', [0]],
    ['user', []],
    ['4', []],
    ['the_time', [0]],
    ['time', [0]],
    ['100%', [0]],
    ['users nowhere', []],
    ['ÄRGER', [1]],
    ['naïve', [1]],
    ['naive', []],
    ['são', [1]],
    ['σίσυφος', [2]],
    ['ΣΊΣΥΦΟΣ', [2]],
    ['σίσυφοσ', [2]],
    ['istanbul', [3]],
    ['İSTANBUL', [3]],
    ['kelvin k', [3]],
    ['привет МИР', [8]],
    ['東京で雨が降る、今日も', [4]],
    ['東京', []],
    ['foo', [5]],
    ['foobar', [5]],
    ['bar foo', [5]],
    ['oba', []],
    ['', []],
    ['-- %_', []],
    ['*', []],
  ])('the words of %j', async (search, expected) => {
    expect(await found({ search })).toEqual(expected);
  });

  test.each<[string, number[]]>([
    ['oba', [5]],
    ['FOO-B', [5]],
    ['100%', [0]],
    ['0% of', [0]],
    ['%', [0]],
    ['_', [0]],
    ['the.time', []],
    ['ärger', [1]],
    ['ΣΥΦΟ', [2]],
    ['雨が', [4]],
    ['!?', [7]],
    ['\\', []],
    ["'", []],
    ['', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ])('messages that contain %j', async (contains, expected) => {
    expect(await found({ contains })).toEqual(expected);
  });

  test('search and contains must both hold', async () => {
    expect(await found({ search: 'foo', contains: 'baz' })).toEqual([5]);
    expect(await found({ search: 'foo', contains: 'users' })).toEqual([]);
  });
}

function describeFilters(handle: StoreHandle): void {
  const levels = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
  useData(handle, storage =>
    storage.batchCreateLogs({
      logs: levels.map((level, n) =>
        log({ logId: level, level, timestamp: at(n), message: `at ${level}`, metadata: { n } }),
      ),
    }),
  );
  const found = async (args: Pick<ListLogsArgs, 'filters' | 'minLevel'>) => {
    const { logs } = await handle.storage.listLogs({ filters: args.filters, minLevel: args.minLevel });
    return logs.map(({ logId }) => logId);
  };

  test.each<[Pick<ListLogsArgs, 'filters' | 'minLevel'>, string[]]>([
    [{}, ['fatal', 'error', 'warn', 'info', 'debug']],
    [{ minLevel: 'warn' }, ['fatal', 'error', 'warn']],
    [{ minLevel: 'fatal' }, ['fatal']],
    [{ minLevel: 'debug' }, ['fatal', 'error', 'warn', 'info', 'debug']],
    [{ filters: { level: 'info' } }, ['info']],
    [{ filters: { level: ['info', 'fatal'] } }, ['fatal', 'info']],
    [{ filters: { level: [] } }, []],
    [{ filters: { level: ['info', 'fatal'] }, minLevel: 'warn' }, ['fatal']],
    [{ filters: { message: 'at warn' } }, ['warn']],
    [{ filters: { message: 'at' } }, []],
    [{ filters: { metadata: { n: 3 } } }, ['error']],
    [{ filters: { timestamp: { start: new Date(at(1)), end: at(2) } } }, ['warn', 'info']],
  ])('%j', async (args, expected) => {
    expect(await found(args)).toEqual(expected);
  });
}
