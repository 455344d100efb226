import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip, createZstdCompress, constants as zlib } from 'node:zlib';
import { createClient } from '@clickhouse/client';
import { ClickhouseStore } from '@mastra/clickhouse';
import { type CreateMetricRecord, type CreateSpanRecord, prepareRecords } from '@mastra/core/storage';
import { TABLES } from '../stores/clickhouse/src/storage/domains/observability/columns.ts';
import { insertColumns } from '../stores/clickhouse/src/storage/domains/observability/encode.ts';
import type { EncodedRows } from '../stores/clickhouse/src/storage/engine/encode/forms.ts';
import { encodeJsonLines } from '../stores/clickhouse/src/storage/engine/encode/json-lines.ts';
import { encodeNative } from '../stores/clickhouse/src/storage/engine/encode/native.ts';
import { encodeJsonObjects, encodeRowBinary } from './lib/clickhouse-other-formats.ts';
import { startClickhouseServer } from './lib/clickhouse-server.ts';
import { median } from './lib/measure.ts';
import { prose, random } from './lib/payload.ts';
import { publish } from './lib/report.ts';
import { watchStalls } from './lib/stall.ts';

const SPANS = 5000;
const ROUNDS = 7;

const next = random(1);
const hex = (length: number) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
const at = (n: number) => new Date(Date.UTC(2026, 2, 1) + n);

function span(n: number): CreateSpanRecord {
  return {
    traceId: `69a38a80${(n >> 3).toString(16).padStart(24, '0')}`,
    spanId: hex(16),
    parentSpanId: n % 8 === 0 ? null : hex(16),
    name: n % 8 === 0 ? "agent run: 'weather'" : "tool: 'forecast'",
    spanType: n % 8 === 0 ? 'agent_run' : 'tool_call',
    startedAt: at(n),
    endedAt: at(n + 5),
    input: { city: prose(512, next) },
    output: { answer: prose(512, next) },
    ...common(n),
  };
}

const common = (n: number) => ({
  entityType: 'tool' as const,
  entityId: 'forecast',
  rootEntityType: 'agent' as const,
  rootEntityId: 'weather',
  sessionId: `session-${n % 1000}`,
  userId: `user-${n % 500}`,
  serviceName: 'benchmark',
  tags: ['benchmark'],
});

function metric(n: number): CreateMetricRecord {
  return {
    metricId: `1ea5079212c76aae-${n.toString(16).padStart(4, '0')}`,
    timestamp: at(n),
    name: ['mastra_tool_calls_started', 'mastra_tool_calls_ended', 'mastra_tool_duration_ms'][n % 3]!,
    metricType: 'counter',
    value: n / 7,
    labels: { agent: 'weather', tool: 'forecast' },
    traceId: `69a38a80${(n >> 5).toString(16).padStart(24, '0')}`,
    spanId: hex(16),
    ...common(n),
  };
}

const spans = prepareRecords(
  'tracing',
  Array.from({ length: SPANS }, (_, n) => span(n)),
);
const metrics = prepareRecords(
  'metric',
  Array.from({ length: 3 * SPANS }, (_, n) => metric(n)),
);

type Encode = typeof encodeNative;

const FORMATS: readonly (readonly [name: string, encode: Encode])[] = [
  ['JSONEachRow', encodeJsonObjects],
  ['JSONCompactEachRow', encodeJsonLines],
  ['RowBinary', encodeRowBinary],
  ['Native', encodeNative],
];
const CODECS = {
  none: null,
  'gzip 6': () => createGzip(),
  'gzip 1': () => createGzip({ level: 1 }),
  'zstd 1': () => createZstdCompress({ params: { [zlib.ZSTD_c_compressionLevel]: 1 } }),
} as const;

/** Processor time of this process, in microseconds. */
const spent = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const server = await startClickhouseServer();
const { url, username, password } = server;
const store = new ClickhouseStore({ url, username, password, retention: { tracing: false, metric: false } });
await store.init();
const client = createClient({ url, username, password });

async function insert(table: string, { format, columns, parts }: EncodedRows): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT ${format}`,
    values: Readable.from(parts, { objectMode: false }),
    clickhouse_settings: { optimize_on_insert: 0, insert_deduplication_token: randomUUID() },
  });
  stream.resume();
  await once(stream, 'end');
}

const figures = new Map<string, number[]>();
const note = (name: string, value: number) => figures.set(name, [...(figures.get(name) ?? []), value]);

for (let round = -1; round < ROUNDS; round++) {
  for (const [name, encode] of FORMATS) {
    const stalls = watchStalls();
    const begun = spent();
    const bodies = [
      ['mastra_ai_spans', await encode(insertColumns<object>(TABLES.tracing), spans)],
      ['mastra_ai_metrics', await encode(insertColumns<object>(TABLES.metric), metrics)],
    ] as const;
    const encoded = spent() - begun;
    const stall = stalls.stop();
    const engine = await server.cpu();
    for (const [table, body] of bodies) await insert(table, body);
    const taken = (await server.cpu()) - engine;
    for (const table of ['spans', 'metrics', 'traces', 'trace_entries']) {
      await client.command({ query: `TRUNCATE TABLE mastra_ai_${table}` });
    }
    if (round < 0) continue;
    note(`${name}: encoding, µs a span`, encoded / SPANS);
    note(`${name}: engine, µs a span`, taken / SPANS);
    note(`${name}: longest stall while encoding, ms`, stall);
    for (const [codec, make] of Object.entries(CODECS)) {
      const from = spent();
      let bytes = 0;
      for (const [, { parts }] of bodies) {
        const source = Readable.from(parts, { objectMode: false });
        bytes += (await buffer(make ? source.pipe(make()) : source)).length;
      }
      if (make) note(`${name}, ${codec}: compressing, µs a span`, (spent() - from) / SPANS);
      note(`${name}, ${codec}: bytes a span`, bytes / SPANS);
    }
  }
}
await client.close();
await store.close();
await server.close();

const rows = [...figures].map(([name, values]) => ({
  name,
  us: median(values),
  minUs: Math.min(...values),
  maxUs: Math.max(...values),
  kb: 0,
}));
const of = (name: string) => rows.find(row => row.name === name)!.us;
publish({
  question: `What does a span of 1 KB with three metrics cost by the format of the insert?`,
  unit: '(see name)',
  rows,
  bars: [
    {
      what: 'Native beside JSONCompactEachRow, client and engine',
      measured:
        (of('Native: encoding, µs a span') + of('Native: engine, µs a span')) /
        (of('JSONCompactEachRow: encoding, µs a span') + of('JSONCompactEachRow: engine, µs a span')),
      bar: 0.8,
      sense: 'at most',
    },
  ],
  notes: ['Processor time, not wall time. The engine is behind the loopback double of its HTTP server.'],
});
process.exit(0);
