import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { UsageStats } from '@mastra/core/observability';
import type { ObservabilityStorage, SpanRecord } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUESTIONS } from './questions.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function runIn(cwd: string): Promise<Ended> {
  const { OPENAI_API_KEY: _, ...env } = process.env;
  return new Promise(resolve => {
    execFile(process.execPath, ['--conditions=mastra-source', main], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

let folder: string;
let file: string;
let first: Ended;
let second: Ended;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quickstart-'));
  file = join(folder, 'observability.duckdb');
  first = await runIn(folder);
  second = await runIn(folder);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what the quickstart prints', () => {
  it('ends well, with nothing but the start-up line beside its report', () => {
    expect(first.code).toBe(0);
    expect(first.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^\[mastra] info: \[observability] quickstart.*: traces.* store: DuckDBStore/),
    ]);
    expect(first.stdout).not.toContain('\u001b');
  });

  it('says that the model is scripted, and what came of each question', () => {
    expect(first.stdout).toMatch(/Model: scripted-1, a script behind http:\/\/127\.0\.0\.1:\d+/);
    for (const question of QUESTIONS) expect(first.stdout).toContain(question);
    expect(first.stdout).toContain('Handed over to a person');
  });

  it('draws the trace as a tree with aligned bars, durations, tokens and the error', () => {
    const lines = sectionOf(first.stdout, 'Trace');
    const ends = lines.map(line => line.match(/^.*?\d m?s(?=\s|$)/)?.[0].length);
    expect(ends).toEqual(lines.map(() => ends[0]));
    expect(lines.filter(line => !/[█▏▎▍▌▋▊▉]/.test(line))).toEqual([]);
    expect(lines[0]).toContain('█'.repeat(32));
    const text = lines.join('\n');
    expect(text).toMatch(/^ {2}workflow run: 'ask-the-docs'/);
    expect(text).toMatch(/├─ workflow parallel: 2 branches/);
    expect(text).toMatch(/├─ workflow conditional: 2 branches/);
    expect(text).toMatch(/tool: 'read-doc' .* ✗ There is no document 'docs\/faq\.md'/);
    expect(text).toMatch(/step: 3 .* \(\d+ cached\) → \d+ \(\d+ reasoning\) tokens/);
  });

  it('shows logs, metrics, opinions and a balanced ledger', () => {
    expect(sectionOf(first.stdout, 'Logs').join('\n')).toMatch(/\+\d+ ms +warn +tool read-doc +[0-9a-f]{8} +could not/);
    const metrics = sectionOf(first.stdout, 'Metrics').join('\n');
    expect(metrics).toMatch(/agent guide +[1-9][\d,]* +[1-9][\d,]* +[1-9]/);
    expect(metrics).toMatch(/workflow run +3 +\d+ ms +\d+ ms +\d+ ms/);
    expect(sectionOf(first.stdout, 'Scores').join('\n')).toMatch(/score groundedness +1\.00/);
    const health = sectionOf(first.stdout, 'Health').join('\n');
    expect(health).toContain("ok, ledger of 'default' balanced");
    const counts = [...health.matchAll(/(\w+) ([\d,]+)\/([\d,]+)/g)];
    expect(counts.map(([, signal]) => signal)).toEqual(['tracing', 'log', 'metric', 'score', 'feedback']);
    for (const [, , delivered, emitted] of counts) expect(delivered).toBe(emitted);
  });

  it('adds to the file when it runs again', () => {
    expect(first.stdout).toMatch(/observability\.duckdb holds 3 traces, 1 session,/);
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/observability\.duckdb holds 6 traces, 2 sessions,/);
  });

  it('names a query that works', async () => {
    const sql = second.stdout.match(/duckdb observability\.duckdb "(.*)"/)?.[1] ?? '';
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    const rows = await (await connection.runAndReadAll(sql)).getRowObjects();
    connection.closeSync();
    instance.closeSync();
    expect(rows).toContainEqual(expect.objectContaining({ name: "workflow run: 'ask-the-docs'", spans: 6n }));
  });

  it('says in one line that another process has the file and does not share it', async () => {
    const store = new DuckDBStore({ path: file, share: false });
    await store.init();
    const { code, stdout, stderr } = await runIn(folder);
    await store.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(`DUCKDB_LOCKED: ${file} is in use`)]);
  });
});

describe('what the quickstart stores', () => {
  let storage: DuckDBStore;
  let store: ObservabilityStorage;
  let traces: readonly { readonly traceId: string; readonly spans: readonly SpanRecord[] }[];

  beforeAll(async () => {
    storage = new DuckDBStore({ path: file });
    store = await storage.getStore('observability');
    const { spans: roots } = await store.listTraces({ pagination: { perPage: 100 } });
    traces = await Promise.all(roots.map(async ({ traceId }) => (await store.getTrace({ traceId }))!));
  });

  afterAll(() => storage.close());

  it('has one root in every trace, every span below it, and none open', () => {
    expect(traces).toHaveLength(6);
    for (const { spans } of traces) {
      const ids = new Set(spans.map(span => span.spanId));
      expect(spans.filter(span => !span.parentSpanId)).toHaveLength(1);
      expect(spans.filter(span => span.parentSpanId && !ids.has(span.parentSpanId))).toEqual([]);
      expect(spans.filter(span => !span.endedAt || span.endReason)).toEqual([]);
    }
  });

  it('adds tokens up: steps to generations, generations to the metrics', async () => {
    for (const { traceId, spans } of traces) {
      const generations = spans.filter(span => span.spanType === 'model_generation');
      const steps = spans.filter(span => span.spanType === 'model_step');
      expect(tokensOf(generations)).toEqual(tokensOf(steps));
      const sumOf = async (name: string) =>
        (await store.getMetricAggregate({ name: [name], aggregation: 'sum', filters: { traceId } })).value;
      expect({
        input: await sumOf('mastra_model_input_tokens'),
        output: await sumOf('mastra_model_output_tokens'),
      }).toEqual(tokensOf(generations));
      for (const span of generations) expect(partsOf(span)).toEqual(tokensOf([span]));
    }
  });

  it('has the error of the tool and the answer that came all the same', async () => {
    const { spans } = await store.listTraces({ filters: { hasChildError: true, status: 'success' } });
    expect(spans.map(span => span.metadata?.question)).toEqual([QUESTIONS[0], QUESTIONS[0]]);
    const root = await store.getRootSpan({ traceId: spans[0]!.traceId });
    expect(root?.span.output).toMatchObject({ answer: expect.stringMatching(/“.+” \(.+\.md\)$/) });
  });

  it('ties every log, score and feedback to a span or a trace of its session', async () => {
    const [{ logs }, { scores }, { feedback }] = await Promise.all([
      store.listLogs({ pagination: { perPage: 100 } }),
      store.listScores({ pagination: { perPage: 100 } }),
      store.listFeedback({ pagination: { perPage: 100 } }),
    ]);
    const spans = new Map(traces.flatMap(trace => trace.spans).map(span => [span.spanId, span]));
    for (const one of [...logs, ...scores]) {
      const { traceId, sessionId } = spans.get(one.spanId ?? '')!;
      expect(one).toMatchObject({ traceId, sessionId, userId: 'reader', serviceName: 'quickstart' });
    }
    expect(logs.length).toBeGreaterThan(0);
    expect(scores).toHaveLength(6);
    expect(new Set(feedback.map(one => one.traceId))).toEqual(new Set(traces.map(trace => trace.traceId)));
  });
});

/** The lines below a heading. */
function sectionOf(output: string, title: string): readonly string[] {
  const lines = output.split('\n');
  const from = lines.findIndex(line => line.startsWith(`${title} `));
  const length = lines.slice(from).indexOf('');
  return lines.slice(from + 1, length < 0 ? undefined : from + length);
}

const usageOf = (span: SpanRecord) => (span.attributes as { readonly usage?: UsageStats } | undefined)?.usage ?? {};

function tokensOf(spans: readonly SpanRecord[]): { readonly input: number; readonly output: number } {
  return {
    input: sum(spans.map(span => usageOf(span).inputTokens)),
    output: sum(spans.map(span => usageOf(span).outputTokens)),
  };
}

/** The same, from the details, which do not overlap. */
function partsOf(span: SpanRecord): { readonly input: number; readonly output: number } {
  const { inputDetails = {}, outputDetails = {} } = usageOf(span);
  return { input: sum(Object.values(inputDetails)), output: sum(Object.values(outputDetails)) };
}

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, one) => total + (one ?? 0), 0);
}
