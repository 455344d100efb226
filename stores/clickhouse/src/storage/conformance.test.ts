import { randomUUID } from 'node:crypto';
import { createClient } from '@clickhouse/client';
import { describeObservabilityStorage } from '@mastra/store-conformance';
import { openEngine } from '../testing/engine.ts';
import { startHttpFront } from '../testing/http-front.ts';
import { ClickhouseStore } from './index.ts';

const engine = await openEngine();
const user = { username: 'mastra', password: 'conformance' };
const front = await startHttpFront(engine, user, { remember: false });

describeObservabilityStorage('ClickhouseStore on the embedded engine', {
  create: async options => new ClickhouseStore({ client: engine.client, database: engine.database(), ...options }),
});

describeObservabilityStorage('ClickhouseStore over HTTP', {
  create: async options => new ClickhouseStore({ url: front.url, ...user, database: engine.database(), ...options }),
  dispose: async () => {
    await front.close();
    await engine.close();
  },
});

const url = process.env.CLICKHOUSE_URL;

if (url !== undefined) {
  const databases: string[] = [];
  describeObservabilityStorage('ClickhouseStore on a server', {
    create: async options => {
      const database = `mastra_test_${randomUUID().replaceAll('-', '')}`;
      databases.push(database);
      return new ClickhouseStore({ url, database, ...options });
    },
    dispose: async () => {
      const client = createClient({ url });
      for (const database of databases) await client.command({ query: `DROP DATABASE IF EXISTS ${database}` });
      await client.close();
    },
  });
}
