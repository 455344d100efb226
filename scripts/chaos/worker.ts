// Emits under load until it is killed, and prints now and then up to which number its events are delivered or on the disk.
import { join } from 'node:path';
import { DefaultExporter } from '../../observability/mastra/src/index.ts';
import { DuckDBStore } from '../../stores/duckdb/src/index.ts';
import { ledgerOf, must, pipelineWith, turn } from './bench.ts';

const [dir, prefix, state] = process.argv.slice(2) as [string, string, string];
const down = { getStore: () => Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' })) };
const storage = state === 'up' ? new DuckDBStore({ path: join(dir, 'chaos.duckdb'), retention: { log: false } }) : down;
const exporter = new DefaultExporter({ storage: storage as DuckDBStore, maxBatchSize: 200, maxBatchWaitMs: 20 });
const observability = pipelineWith([exporter], join(dir, 'spool'));
const log = observability.getDefaultInstance().getLoggerContext();
for (let n = 0; ; ) {
  for (let i = 0; i < 50; i++) {
    log.error(`${prefix}-${n++}`);
    if (i % 10 === 0) await turn();
  }
  while (exporter.health().signals.log.queued > 0) await turn();
  must(ledgerOf(observability).lost === 0, 'something was lost before the kill');
  process.stdout.write(`${n}\n`);
}
