import { clickhouse } from './lib/engines.ts';
import { queries } from './lib/queries.ts';

await queries(await clickhouse(), { list: 20, trace: 15, search: 100 });
process.exit(0);
