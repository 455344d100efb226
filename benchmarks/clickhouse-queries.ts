import { clickhouse } from './lib/engines.ts';
import { queries } from './lib/queries.ts';

await queries(await clickhouse(), {
  list: 20,
  trace: 15,
  search: 100,
  ifMissed:
    'Profile: planning of three to four queries over about 35 columns; the data itself is read in a few milliseconds. One query for rows and total, and fewer columns, would close it.',
});
process.exit(0);
