import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { statement } from '../../engine/sql.ts';
import { ClickhouseStore } from '../../index.ts';
import { TEXT_INDEX, type TextSearch, TOKEN_FILTER, textSearchOf } from './text-search.ts';

const engine = await openEngine();
afterAll(() => engine.close());

async function openLogs(serverVersion: string) {
  const database = engine.database();
  const store = new ClickhouseStore({ client: engine.client, database, migrate: false, retention: { log: false } });
  for (const query of store.printDDL({ serverVersion }).split(';\n')) {
    if (query.trim() !== '') await engine.client.command({ query });
  }
  const storage = (await store.getStore('observability'))!;
  const timestamp = new Date(Date.UTC(2026, 2, 1));
  const messages = ['GET /users/42', 'ΣΊΣΥΦΟΣ rolls', 'İstanbul users', 'nothing'];
  await storage.batchCreateLogs({
    logs: messages.map((message, n) => ({ logId: `${n}`, timestamp, level: 'info', message })),
  });
  return { database, storage };
}

async function ask(database: string, select: string, search: TextSearch, words: readonly string[]): Promise<string> {
  const { query, query_params } = statement(search.hasWords(words));
  const answer = await engine.client.query({
    query: `${select} FROM ${database}.mastra_ai_logs WHERE ${query}`,
    query_params: { ...query_params },
    format: 'TabSeparated',
  });
  return answer.text();
}

test.each([
  ['26.2', TEXT_INDEX],
  ['25.8', TOKEN_FILTER],
] as const)('words are found through the index of a server of %s', async (version, search) => {
  const { database } = await openLogs(version);
  expect(await ask(database, 'EXPLAIN indexes = 1 SELECT LogId', search, ['users'])).toContain('idx_message');
  const found = async (...words: string[]) =>
    (await ask(database, 'SELECT LogId', search, words))
      .split('\n')
      .filter(id => id !== '')
      .sort();
  expect(await found('users')).toEqual(['0', '2']);
  expect(await found('users', '42')).toEqual(['0']);
  expect(await found('σίσυφοσ')).toEqual(['1']);
  expect(await found('user')).toEqual([]);
});

test('the server decides by its version', () => {
  expect(textSearchOf('26.7.2.1')).toBe(TEXT_INDEX);
  expect(textSearchOf('26.2')).toBe(TEXT_INDEX);
  expect(textSearchOf('26.1.9')).toBe(TOKEN_FILTER);
  expect(textSearchOf('25.8.1.3')).toBe(TOKEN_FILTER);
});
