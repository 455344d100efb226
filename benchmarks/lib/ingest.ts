import assert from 'node:assert/strict';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { DefaultExporter, Observability } from '@mastra/observability';
import type { BenchmarkEngine } from './engines.ts';
import { prose, random } from './payload.ts';
import { type Bar, publish } from './report.ts';
import { peakMemoryMb, watchStalls } from './stall.ts';

const SPANS = Number(process.env.SPANS ?? 100_000);
const PER_TRACE = 8;
const TEXT = 512;

/** What an engine is to reach; `null` where there is no bar. */
export interface IngestBars {
  readonly spansPerSecond: number;
  readonly bytesPerSpan: number | null;
  readonly ifMissed: string;
}

/** Sends spans of 1 KB with their metrics through the whole pipeline, and counts what arrived. */
export async function ingest(engine: BenchmarkEngine, goal: IngestBars): Promise<void> {
  const exporter = new DefaultExporter({ storage: engine.store });
  const observability = new Observability({ serviceName: 'benchmark', exporters: [exporter] });
  const instance = observability.getDefaultInstance();
  const storage = await engine.store.getStore('observability');
  assert(storage);

  // Text is made beforehand: its making is not what is measured.
  const next = random(1);
  const texts = Array.from({ length: 4096 }, () => prose(TEXT, next));
  let used = 0;
  /** Text that occurs once: two halves that never meet again. */
  const text = () => {
    const a = texts[used % texts.length]!;
    const b = texts[Math.floor(used / texts.length + used * 7) % texts.length]!;
    const at = (used++ * 31) % TEXT;
    return a.slice(0, at) + b.slice(at);
  };

  /** An agent run with tool calls in it. */
  function trace(n: number): void {
    const root = instance.startSpan({
      type: 'agent_run',
      name: "agent run: 'weather'",
      entityType: 'agent',
      entityId: 'weather',
      parent: null,
      input: { prompt: text() },
      tracingOptions: { sessionId: `session-${n % 1000}`, userId: `user-${n % 500}`, tags: ['benchmark'] },
    });
    for (let i = 1; i < PER_TRACE; i++) {
      const tool = root.createChildSpan({
        type: 'tool_call',
        name: "tool: 'forecast'",
        entityType: 'tool',
        entityId: 'forecast',
        input: { city: text() },
      });
      tool.end({ output: { answer: text() } });
    }
    root.end({ output: { text: text() } });
  }

  /** Events that wait in the exporter's queue. */
  function queued(): number {
    const { signals } = exporter.health();
    return Object.values(signals).reduce((sum, signal) => sum + signal.queued, 0);
  }

  const stalls = watchStalls();
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const engineCpu = await engine.cpu?.();
  const loop = performance.eventLoopUtilization();
  for (let n = 0; n < SPANS / PER_TRACE; n++) {
    trace(n);
    if (n % 4 !== 0) continue;
    await turn();
    while (queued() > 60_000) await sleep(2);
  }
  await observability.flush();
  const seconds = (performance.now() - begun) / 1000;
  const stall = stalls.stop();
  const spent = process.cpuUsage(cpu);
  const engineSpent = engineCpu === undefined ? undefined : (await engine.cpu!()) - engineCpu;
  const mainThread = performance.eventLoopUtilization(loop).active;

  const { rows } = await storage.storageStats();
  const { signals } = exporter.health();
  assert.equal(rows.tracing, SPANS);
  for (const [signal, ledger] of Object.entries(signals)) {
    assert.equal(ledger.emitted, ledger.delivered, `${signal}: ${JSON.stringify(ledger)}`);
  }
  assert.equal(rows.metric, signals.metric?.delivered);

  const settled = await (await engine.settled()).getStore('observability');
  const { bytes } = await settled!.storageStats();
  await engine.dispose();

  const bars: Bar[] = [
    {
      what: 'spans a second',
      measured: SPANS / seconds,
      bar: goal.spansPerSecond,
      sense: 'at least',
      ifMissed: goal.ifMissed,
    },
    { what: 'longest stall', measured: stall, bar: 20, sense: 'at most', unit: 'ms' },
  ];
  if (goal.bytesPerSpan !== null) {
    bars.push({
      what: 'bytes on disk a span',
      measured: bytes! / SPANS,
      bar: goal.bytesPerSpan,
      sense: 'at most',
      unit: 'B',
    });
  }
  const one = (name: string, us: number) => ({ name, us, minUs: us, maxUs: us, kb: 0 });
  publish({
    question: `How fast do ${SPANS} spans of 1 KB with their metrics get into ${engine.where}?`,
    unit: '(see name)',
    rows: [
      one('spans a second', SPANS / seconds),
      one('metric rows a second', rows.metric / seconds),
      one('rows a span', (rows.tracing + rows.metric) / SPANS),
      one('processor time a span, all threads of this process, µs', (spent.user + spent.system) / SPANS),
      one('of it the event loop, µs', (mainThread * 1000) / SPANS),
      ...(engineSpent === undefined
        ? []
        : [one("processor time a span in the engine's process, µs", engineSpent / SPANS)]),
      one('longest stall of the event loop, ms', stall),
      one('peak memory, MB', peakMemoryMb()),
      one('bytes on disk a span, with its metrics', bytes! / SPANS),
    ],
    bars,
    notes: [
      `From the first startSpan() until flush() has resolved, redaction and derived metrics on, ${engine.cpu ? 'the engine behind HTTP in a process of its own' : 'one process'}.`,
    ],
  });
}
