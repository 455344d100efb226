import { afterAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { ClickhouseStore } from '../../index.ts';
import type { ClickhouseStoreOptions } from '../../options.ts';

const engine = await openEngine();
afterAll(() => engine.close());

const { client } = engine;
const shapes: readonly { name: string; options: ClickhouseStoreOptions; serverVersion?: string }[] = [
  { name: 'single-node', options: { client } },
  {
    name: 'older-server',
    options: { client, database: 'obs', retention: { log: 7, metric: false } },
    serverVersion: '25.8',
  },
  { name: 'replicated', options: { client, database: 'obs', replicated: true } },
  { name: 'cluster', options: { client, database: 'obs', cluster: 'main', replicated: true } },
];

describe.each(shapes)('the schema of a $name', ({ name, options, serverVersion }) => {
  const printed = new ClickhouseStore(options).printDDL(serverVersion === undefined ? {} : { serverVersion });

  test('is the one that is written down', async () => {
    await expect(printed).toMatchFileSnapshot(`./golden/${name}.sql`);
  });

  test("is understood by the engine's parser", async () => {
    const statements = printed.split(';\n').filter(statement => statement.trim() !== '');
    expect(statements.length).toBeGreaterThan(10);
    for (const query of statements) {
      const answer = await engine.client.query({
        query: 'SELECT formatQuery({q:String}) AS q',
        query_params: { q: query },
        format: 'JSONEachRow',
      });
      expect(await answer.json()).toHaveLength(1);
    }
  });
});

test('the seed index on the session of a span is there, word for word', () => {
  const printed = new ClickhouseStore({ client: engine.client }).printDDL();
  const spans = printed.split(';\n').find(statement => statement.includes('mastra_ai_spans ('));
  expect(spans).toContain('INDEX idx_session_id SessionId TYPE bloom_filter(0.01) GRANULARITY 1');
});
