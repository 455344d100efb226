import { clickhouse } from './lib/engines.ts';
import { ingest } from './lib/ingest.ts';

await ingest(await clickhouse(), {
  spansPerSecond: 25_000,
  bytesPerSpan: null,
  ifMissed:
    'Profile: JSON lines of thirty and more columns, a look for known ids before each insert, and an embedded engine that takes one query at a time. RowBinary, fewer skip indexes on measurements and larger batches are the next to try.',
});
process.exit(0);
