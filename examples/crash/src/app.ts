// The program that is killed: logs as fast as it can, and says what is safe, in memory no more.
import { Mastra } from '@mastra/core';
import { DuckDBStore } from '@mastra/duckdb';
import { DefaultExporter } from '@mastra/observability';

const mastra = new Mastra({
  storage: new DuckDBStore({ path: 'crash.duckdb' }),
  observability: { serviceName: 'crash', exporters: [new DefaultExporter()], delivery: { spool: { dir: 'spool' } } },
});
const ledger = () => mastra.observability.health().exporters.default!.signals.log;

for (let n = 0; n < 1_000_000; ) {
  for (let i = 0; i < 500; i++) mastra.logger.warn(`event ${n}`, { n: n++ });
  // Delivered, or synced to the disk: what is accepted by now outlives the process.
  while (ledger().queued > 0) await new Promise(resolve => setImmediate(resolve));
  const { emitted, delivered, queued, spooled } = ledger();
  process.stdout.write(`${JSON.stringify({ emitted, delivered, queued, spooled })}\n`);
}
