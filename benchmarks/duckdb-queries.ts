import { duckdb } from './lib/engines.ts';
import { queries } from './lib/queries.ts';

await queries(await duckdb(), {
  list: 10,
  trace: 5,
  search: 100,
  ifMissed:
    'Profile: the engine plans over thirty columns and turns rows into values; the exact total is a second scan. Fewer columns in lists, one scan for rows and total, and a cheaper filter for sessions would close it.',
});
process.exit(0);
