import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { LogEvent } from '@mastra/core/observability';
import { type ExporterOptions, QueuedExporter } from '@mastra/observability';
import { type Measured, measure, median } from './lib/measure.ts';
import { prose, random } from './lib/payload.ts';
import { publish } from './lib/report.ts';
import { watchStalls } from './lib/stall.ts';

const EVENTS = 50_000;
const ROUNDS = 5;
const MIB = 1024 * 1024;

/** Takes what it gets, or nothing. */
class Destination extends QueuedExporter {
  readonly name = 'destination';
  readonly #isUp: boolean;

  constructor(isUp: boolean, options: ExporterOptions) {
    super({ maxBatchWaitMs: 50, maxBatchSize: 5000, maxQueueEvents: 1_000_000, maxQueueBytes: 2048 * MIB, ...options });
    this.#isUp = isUp;
    this.logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  }

  readonly onLogEvent = (event: LogEvent) => this.accept('log', event);

  protected async send(): Promise<void> {
    await turn();
    if (!this.#isUp) throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
  }
}

const folder = mkdtempSync(join(tmpdir(), 'spool-cost-'));
const text = prose(1024, random(1));
let count = 0;
const event = (): LogEvent => ({
  type: 'log',
  log: { logId: `log-${count++}`, timestamp: new Date(), level: 'error', message: text, data: { attempt: 1 } },
});

const prepared = Array.from({ length: 20_000 }, event);
let next = 0;
const accepting = (exporter: Destination) => ({
  run: (times: number) => {
    for (let i = 0; i < times; i++) exporter.onLogEvent(prepared[next++ % prepared.length]!);
  },
  settle: async () => void (await exporter.flush()),
});
const without = new Destination(true, {});
const withSpool = new Destination(true, { spool: { dir: join(folder, 'accept') } });
const accepted = await measure(
  [
    { name: 'accept, no spool', ...accepting(without) },
    { name: 'accept, spool', ...accepting(withSpool) },
  ],
  { times: 20_000, slice: 1000 },
);
await withSpool.shutdown();

const seconds = { write: [] as number[], read: [] as number[] };
const cpu: number[] = [];
const stall: number[] = [];
for (let round = -1; round < ROUNDS; round++) {
  const spool = { dir: join(folder, 'through') };
  const events = Array.from({ length: EVENTS }, event);
  const down = new Destination(false, { spool });
  const stalls = watchStalls();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for (const [i, one] of events.entries()) {
    down.onLogEvent(one);
    if (i % 500 === 0) await turn();
  }
  const { log } = down.health().signals;
  while (log.spooled < EVENTS) await turn();
  const written = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  await down.shutdown({ timeoutMs: 1 });
  const up = new Destination(true, { spool });
  const startReading = performance.now();
  let delivered = 0;
  for (let pending = 1; pending > 0; ) {
    const counts = await up.flush();
    delivered += counts.delivered;
    pending = counts.pending;
  }
  const read = performance.now() - startReading;
  const longest = stalls.stop();
  assert.equal(delivered, EVENTS);
  await up.shutdown();
  if (round < 0) continue;
  seconds.write.push(written / 1000);
  seconds.read.push(read / 1000);
  cpu.push((user + system) / EVENTS);
  stall.push(longest);
}
rmSync(folder, { recursive: true });

const row = (name: string, values: readonly number[]): Measured => ({
  name,
  us: median(values),
  minUs: Math.min(...values),
  maxUs: Math.max(...values),
  kb: 0,
});
const rate = (values: readonly number[]) => values.map(value => EVENTS / value);
publish({
  question: 'What does a spool cost?',
  unit: '(see name)',
  rows: [
    { ...accepted[0]!, name: 'one event into the queue, no spool, µs' },
    { ...accepted[1]!, name: 'one event into the queue, with a spool, µs' },
    row('events of 1 KB a second to the disk, synced, destination down', rate(seconds.write)),
    row('events a second from the disk to a destination that is back', rate(seconds.read)),
    row('processor time an event on its way to the disk, µs', cpu),
    row('longest stall of the event loop, ms', stall),
  ],
  bars: [
    {
      what: 'events a second to the disk and synced',
      measured: median(rate(seconds.write)),
      bar: 20_000,
      sense: 'at least',
    },
  ],
  notes: [
    `Groups are synced every 100 ms, or after 4 MiB; the main thread makes the text, others write and sync. What stalls is the collector, which has ${EVENTS} events and their text to look through.`,
  ],
});
process.exit(0);
