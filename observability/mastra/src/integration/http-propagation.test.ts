import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent } from '@mastra/core/agent';
import type { AnyExportedSpan, ObservabilityConfig, ObservabilityEvent } from '@mastra/core/observability';
import { createTool } from '@mastra/core/tools';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extractContext, type InMemoryExporter, injectContext } from '../index.ts';
import { scripted } from './models.ts';
import { observed } from './observed.ts';

const folder = mkdtempSync(join(tmpdir(), 'propagation-'));
const file = join(folder, 'service.ndjson');
let service: ChildProcess;
let url: string;

beforeAll(async () => {
  const program = fileURLToPath(new URL('processes/weather-service.ts', import.meta.url));
  service = fork(program, [file], { execArgv: ['--conditions=mastra-source'], silent: true });
  const [port] = await once(service, 'message');
  url = `http://127.0.0.1:${port}/`;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An agent here, the tool of which asks the service there. */
function caller(options: Partial<ObservabilityConfig> = {}) {
  const askStylist = createTool({
    id: 'ask-stylist',
    description: '',
    execute: async (_input, { tracing }) => {
      const response = await fetch(url, { method: 'POST', headers: injectContext(tracing), body: 'What do I wear?' });
      return { text: await response.text() };
    },
  });
  const model = scripted({ toolCalls: [{ id: 'c1', name: 'askStylist', input: {} }] }, { text: 'Done.' });
  const agent = new Agent({ id: 'caller', instructions: '', model, tools: { askStylist } });
  return observed({ agents: { caller: agent } }, options);
}

const lines = (): ObservabilityEvent[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as ObservabilityEvent);

/** What the service recorded of a trace. */
const recorded = (traceId: string): AnyExportedSpan[] =>
  lines().flatMap(event =>
    event.type === 'span.ended' && event.exportedSpan.traceId === traceId ? [event.exportedSpan] : [],
  );

const toolCall = (memory: InMemoryExporter) => memory.spansOfType('tool_call')[0];

test('a hop over HTTP between two processes gives one trace', async () => {
  const { mastra, memory } = caller();
  const { traceId, toolResults } = await mastra.getAgent('caller').generate('?', {
    tracingOptions: { sessionId: 'Sitzung 1 ☂', threadId: 't,1', runId: 'r-1', requestId: 'q-1', userId: 'u-1' },
  });
  expect(toolResults[0]?.output).toEqual({ text: 'A jacket.' });
  const there = recorded(traceId);
  expect(there.map(span => span.type).sort()).toEqual(['agent_run', 'model_generation', 'model_step']);
  const root = there.find(span => span.type === 'agent_run');
  expect(root).toMatchObject({
    parentSpanId: toolCall(memory)?.id,
    isRootSpan: true,
    serviceName: 'weather-service',
    sessionId: 'Sitzung 1 ☂',
    threadId: 't,1',
    runId: 'r-1',
    requestId: 'q-1',
  });
  // Who the user is stays at home, unless it is asked to travel.
  expect(root?.userId).toBeUndefined();
  const ids = [...memory.spans, ...there].map(span => span.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a trace that was left out here is left out there, and its metrics are not', async () => {
  const { mastra } = caller({ sampling: { type: 'never' } });
  const { traceId } = await mastra.getAgent('caller').generate('?');
  expect(recorded(traceId)).toEqual([]);
  const metrics = lines().flatMap(event => (event.type === 'metric' ? [event.metric] : []));
  expect(metrics.filter(metric => metric.traceId === traceId).map(metric => metric.name)).toContain(
    'mastra_agent_runs_ended',
  );
});

test('headers that make no sense begin a trace of its own', async () => {
  const headers = { traceparent: '00-zz-zz-01', baggage: '%%%,=,;', 'x-mastra-session-id': '%E0%A4%A' };
  const before = new Set(lines().map(traceOf));
  const response = await fetch(url, { method: 'POST', headers, body: 'What do I wear?' });
  expect(await response.text()).toBe('A jacket.');
  const begun = new Set(lines().map(traceOf)).difference(before);
  expect(begun.size).toBe(1);
  expect(recorded([...begun][0]!).find(span => span.type === 'agent_run')?.parentSpanId).toBeUndefined();
});

test('a carrier that was stored with a job is resumed from', async () => {
  const { mastra, memory } = caller();
  const instance = mastra.observability.getDefaultInstance()!;
  const job = join(folder, 'job.json');
  const ordering = instance.startSpan({ type: 'generic', name: 'order', tracingOptions: { sessionId: 's-9' } });
  writeFileSync(job, JSON.stringify({ carrier: injectContext(ordering), question: '?' }));
  ordering.end();

  const { carrier, question } = JSON.parse(readFileSync(job, 'utf8')) as {
    readonly carrier: Record<string, string>;
    readonly question: string;
  };
  const { traceId } = await mastra.getAgent('caller').generate(question, { tracingOptions: extractContext(carrier) });
  expect(traceId).toBe(ordering.traceId);
  const [run] = memory.spansOfType('agent_run');
  expect(run).toMatchObject({ parentSpanId: ordering.id, sessionId: 's-9' });
  expect(recorded(traceId).every(span => span.sessionId === 's-9')).toBe(true);
  expect(recorded(traceId)).toHaveLength(3);
});

test('the service ends by itself, with nothing open', async () => {
  const ended = once(service, 'exit');
  service.send('stop');
  expect(await ended).toEqual([0, null]);
  const open = new Set<string>();
  for (const event of lines()) {
    if (event.type === 'span.started') open.add(event.exportedSpan.id);
    else if (event.type === 'span.ended') open.delete(event.exportedSpan.id);
  }
  expect([...open]).toEqual([]);
});

function traceOf(event: ObservabilityEvent): string | undefined {
  return 'exportedSpan' in event ? event.exportedSpan.traceId : undefined;
}
