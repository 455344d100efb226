import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TracingEvent } from '@mastra/core/observability';
import { afterAll, expect, test } from 'vitest';
import { resolveConfig } from '../config.ts';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { BaseObservabilityInstance } from '../instances/base.ts';
import { RecordingLogger } from '../testing/destination.ts';

const folder = mkdtempSync(join(tmpdir(), 'frozen-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a process that is frozen after each request has delivered the whole streamed run by then', async () => {
  const file = join(folder, 'delivered.ndjson');
  const program = fileURLToPath(new URL('processes/frozen-function.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=mastra-source', program, file]);
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const request of ['first', 'second', 'third']) {
    child.kill('SIGCONT');
    child.stdin.write(`${request}\n`);
    expect(await said.next()).toEqual({ done: false, value: `${request} done` });
    child.kill('SIGSTOP');
    const events = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as TracingEvent)
      .filter(({ exportedSpan }) => exportedSpan.runId === request);
    const ended = new Set(
      events.filter(({ type }) => type === 'span.ended').map(({ exportedSpan }) => exportedSpan.name),
    );
    expect([...ended]).toEqual(expect.arrayContaining(["agent run: 'poet'", "llm: 'scripted-1'", 'step: 0']));
    expect(new Set(events.map(({ exportedSpan }) => exportedSpan.name))).toEqual(ended);
  }
  child.kill('SIGKILL');
  await once(child, 'exit');
});

test('waitUntil of the configuration is called once for each trace, and works while the clock stands still', async () => {
  const works: Promise<unknown>[] = [];
  const memory = new InMemoryExporter();
  const config = {
    serviceName: 'test',
    exporters: [memory],
    waitUntil: (work: Promise<unknown>) => void works.push(work),
  };
  const frozen = { now: () => 1_764_600_000_000, monotonic: () => 5 };
  const instance = new BaseObservabilityInstance('default', resolveConfig(config), new RecordingLogger(), frozen);
  const root = instance.startSpan({ type: 'generic', name: 'a', parent: null });
  root.createChildSpan({ type: 'generic', name: 'b' }).end();
  expect(works).toHaveLength(1);
  root.end();
  await Promise.all(works);
  expect(memory.openSpans).toEqual([]);
  expect(instance.undelivered().get('in-memory')).toBe(0);
});

test('a waitUntil that throws harms no run, and is reported once', async () => {
  const logger = new RecordingLogger();
  const waitUntil = () => {
    throw new Error('outside of a request');
  };
  const memory = new InMemoryExporter();
  const config = resolveConfig({ serviceName: 'test', exporters: [memory], waitUntil });
  const instance = new BaseObservabilityInstance('default', config, logger);
  for (let i = 0; i < 2; i++) instance.startSpan({ type: 'generic', name: 'a', parent: null }).end();
  expect([memory.spans.length, memory.openSpans.length]).toEqual([2, 0]);
  expect(logger.lines.filter(line => line.includes('outside of a request'))).toHaveLength(1);
});
