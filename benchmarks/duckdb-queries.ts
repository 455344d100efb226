import { duckdb } from './lib/engines.ts';
import { queries } from './lib/queries.ts';

await queries(await duckdb(), { list: 10, trace: 5, search: 100 });
process.exit(0);
