import { resolve } from 'node:path';
import { DuckDBStore } from '@mastra/duckdb';
import { run } from './run.ts';

const FILE = 'observability.duckdb';

const SQL =
  'SELECT name, count(*) AS spans, avg(epoch_ms(ended_at) - epoch_ms(started_at)) AS ms ' +
  'FROM mastra_ai_spans GROUP BY name ORDER BY ms DESC';

await run(new DuckDBStore({ path: FILE }), { name: resolve(FILE), query: `duckdb ${FILE} "${SQL}"` });
