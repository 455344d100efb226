import assert from 'node:assert/strict';
import type { CreateLogRecord, CreateSpanRecord } from '@mastra/core/storage';
import type { BenchmarkEngine } from './engines.ts';
import { type Measured, median } from './measure.ts';
import { prose, random } from './payload.ts';
import { publish } from './report.ts';

const SPANS = Number(process.env.SPANS ?? 1_000_000);
const LOGS = Number(process.env.LOGS ?? 1_000_000);
const PER_TRACE = 8;
const BATCH = 8000;
const ROUNDS = 9;

/** What an engine is to reach, in milliseconds. */
export interface QueryBars {
  readonly list: number;
  readonly trace: number;
  readonly search: number;
  readonly ifMissed: string;
}

/** Fills a store and asks it what a user of traces and logs asks. */
export async function queries(engine: BenchmarkEngine, goal: QueryBars): Promise<void> {
  const storage = await engine.store.getStore('observability');
  assert(storage);

  const begin = Date.UTC(2026, 2, 1);
  const next = random(1);
  const hex = (n: number, length: number) => n.toString(16).padStart(length, '0');
  const noise = (length: number) => Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
  /** Ten traces a second, their ids made as ours are: the second, then random digits. */
  const startOf = (trace: number) => begin + trace * 100;
  const traceIds = Array.from(
    { length: SPANS / PER_TRACE },
    (_, n) => hex(Math.floor(startOf(n) / 1000), 8) + noise(24),
  );

  function spansOf(trace: number): CreateSpanRecord[] {
    const failed = trace % 97 === 0;
    const session = Math.floor(next() * 20_000);
    const agent = Math.floor(next() * 20);
    const common = {
      traceId: traceIds[trace]!,
      sessionId: `session-${session}`,
      threadId: `thread-${session}`,
      userId: `user-${session % 5000}`,
      organizationId: `org-${agent}`,
      environment: 'production',
      serviceName: 'benchmark',
      entityType: 'agent' as const,
      entityId: `agent-${agent}`,
      entityName: `Agent ${agent}`,
    };
    return Array.from({ length: PER_TRACE }, (_, i): CreateSpanRecord => {
      const startedAt = startOf(trace) + i * 7;
      const spanId = hex(trace * PER_TRACE + i, 16);
      const root = {
        name: `agent run: ${agent}`,
        spanType: 'agent_run' as const,
        tags: [`tag-${trace % 50}`, 'production'],
      };
      const child = { name: `tool: ${i}`, spanType: 'tool_call' as const, parentSpanId: hex(trace * PER_TRACE, 16) };
      return {
        ...common,
        ...(i === 0 ? root : child),
        spanId,
        startedAt: new Date(startedAt),
        endedAt: new Date(startedAt + 50),
        input: { text: prose(120, next) },
        output: { text: prose(120, next) },
        ...(failed && i === 0 && { error: { message: 'boom' } }),
      };
    });
  }

  function logOf(n: number): CreateLogRecord {
    const rare = n % 10_007 === 0 ? ' needle' : '';
    const often = n % 5 === 0 ? ' timeout' : '';
    return {
      logId: `log-${hex(n, 8)}`,
      timestamp: new Date(begin + n * 10),
      level: n % 20 === 0 ? 'warn' : 'info',
      message: `Request ${n}: ${prose(70, next)}${rare}${often}`,
      traceId: traceIds[n % traceIds.length],
      serviceName: 'benchmark',
    };
  }

  for (let n = 0; n < SPANS / PER_TRACE; n += BATCH / PER_TRACE) {
    const traces = Array.from({ length: BATCH / PER_TRACE }, (_, i) => n + i);
    await storage.batchCreateSpans({ records: traces.flatMap(spansOf) });
  }
  for (let n = 0; n < LOGS; n += BATCH) {
    await storage.batchCreateLogs({ logs: Array.from({ length: Math.min(BATCH, LOGS - n) }, (_, i) => logOf(n + i)) });
  }

  const reads = await (await engine.settled()).getStore('observability');
  assert(reads);
  const { rows: stored } = await reads.storageStats();
  assert.deepEqual([stored.tracing, stored.log], [SPANS, LOGS]);

  const pagination = { perPage: 20 };
  const middle = traceIds[traceIds.length >> 1]!;
  const { spans: some } = await reads.listTraces({ filters: { traceId: middle } });
  const sessionId = some[0]!.sessionId!;
  const listed = (filters: object) => async () => (await reads.listTraces({ filters, pagination })).spans.length;

  const questions: readonly { name: string; bar: number | null; ask: () => Promise<number> }[] = [
    { name: 'newest 20 traces, with the total', bar: goal.list, ask: listed({}) },
    { name: 'by session', bar: goal.list, ask: listed({ sessionId }) },
    { name: 'by status', bar: goal.list, ask: listed({ status: 'error' }) },
    { name: 'by entity', bar: goal.list, ask: listed({ entityId: 'agent-7' }) },
    { name: 'by tag', bar: goal.list, ask: listed({ tags: ['tag-7'] }) },
    {
      name: 'newest 20 by cursor',
      bar: goal.list,
      ask: async () => (await reads.listTraces({ limit: 20 })).spans.length,
    },
    {
      name: 'one trace',
      bar: goal.trace,
      ask: async () => (await reads.getTrace({ traceId: middle }))?.spans.length ?? 0,
    },
    {
      name: 'log search, a frequent word',
      bar: goal.search,
      ask: async () => (await reads.listLogs({ search: 'timeout', pagination })).logs.length,
    },
    {
      name: 'log search, a rare word',
      bar: goal.search,
      ask: async () => (await reads.listLogs({ search: 'needle', pagination })).logs.length,
    },
    {
      name: 'log search by cursor, a frequent word',
      bar: goal.search,
      ask: async () => (await reads.listLogs({ search: 'timeout', limit: 20 })).logs.length,
    },
    {
      name: 'newest 20 sessions',
      bar: null,
      ask: async () => (await reads.listSessions({ pagination })).sessions.length,
    },
  ];

  const rows: Measured[] = [];
  for (const { name, ask } of questions) {
    const times: number[] = [];
    for (let round = -2; round < ROUNDS; round++) {
      const start = performance.now();
      assert((await ask()) > 0, `${name} found nothing`);
      if (round >= 0) times.push(performance.now() - start);
    }
    rows.push({ name, us: median(times), minUs: Math.min(...times), maxUs: Math.max(...times), kb: 0 });
  }
  await engine.dispose();

  publish({
    question: `How long do reads take on ${SPANS} spans and ${LOGS} logs in ${engine.where}?`,
    unit: 'ms',
    rows,
    bars: questions.flatMap(({ name, bar }, i) =>
      bar === null
        ? []
        : [{ what: name, measured: rows[i]!.us, bar, sense: 'at most' as const, unit: 'ms', ifMissed: goal.ifMissed }],
    ),
    notes: ['Pages by number count all that is found as well; pages by cursor do not.'],
  });
}
