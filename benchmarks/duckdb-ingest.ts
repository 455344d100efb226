import { duckdb } from './lib/engines.ts';
import { ingest } from './lib/ingest.ts';

await ingest(await duckdb(), {
  spansPerSecond: 40_000,
  bytesPerSpan: 350,
  ifMissed:
    'Each span brings three measurements, so the bar means 160,000 rows a second. A span with its three takes about 105 µs of processor time, half of it on the event loop (garbage collection 16, making lines 8, reading records 8, native calls 5), half in the engine (5.5 µs a measurement, half of that writing its log): two cores are busy at 19,000 spans a second, whatever the order of the work. Two pieces of a batch in flight were tried and gained nothing. Fewer bytes and objects a measurement are what is left: correlation kept once a span instead of in every measurement.',
});
process.exit(0);
