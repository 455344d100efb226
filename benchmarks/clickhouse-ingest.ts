import { clickhouse } from './lib/engines.ts';
import { ingest } from './lib/ingest.ts';

await ingest(await clickhouse(), { spansPerSecond: 25_000, bytesPerSpan: null });
process.exit(0);
