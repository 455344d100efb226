import { duckdb } from './lib/engines.ts';
import { ingest } from './lib/ingest.ts';

await ingest(await duckdb(), { spansPerSecond: 40_000, bytesPerSpan: 350 });
process.exit(0);
