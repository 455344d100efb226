import { run } from '@mastra/example-quickstart/run';
import { openStore } from './store.ts';

const SQL =
  "SELECT Name, count() AS spans, avg(date_diff('ms', StartedAt, EndedAt)) AS ms " +
  'FROM mastra_ai_spans GROUP BY Name ORDER BY ms DESC';

const { store, name, close } = openStore(process.env.CLICKHOUSE_URL);
await run(store, { name, query: SQL });
await close();
