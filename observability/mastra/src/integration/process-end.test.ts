import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { TracingEvent } from '@mastra/core/observability';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'process-end-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(ending: string) {
  const file = join(folder, `${ending}.ndjson`);
  const program = fileURLToPath(new URL('processes/ending.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=mastra-source', program, ending, file]);
  const [[code, signal], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  const ended = lines.map(line => JSON.parse(line) as TracingEvent).filter(({ type }) => type === 'span.ended');
  const reports = stderr.split('\n').filter(line => line.includes('the process ended before'));
  return {
    ending: code ?? signal,
    spans: new Set(ended.map(({ exportedSpan }) => exportedSpan.id)).size,
    ended,
    reports,
  };
}

const lost = [
  expect.stringMatching(/ended before \d+ events were delivered \(file: \d+\)\. Call `await mastra\.shutdown\(\)`/),
];

test.concurrent.each<[string, number | string, number, unknown[]]>([
  // A process that runs out of work loses nothing, whether spans were ended or not.
  ['runs-out', 0, 100, []],
  ['open', 0, 100, []],
  ['shutdown', 0, 100, []],
  ['flush-on-exit', 'SIGTERM', 100, []],
  // In every other ending one line says what was lost.
  ['exit', 3, 0, lost],
  ['uncaught', 1, 0, lost],
  ['signal', 'SIGTERM', 0, lost],
  ['signal-listened', 4, 0, lost],
  ['not-drained', 0, 0, lost],
  ['hanging', 0, 0, lost],
])('a process that ends like this: %s', async (ending, expected, spans, reports) => {
  const result = await run(ending);
  expect([result.ending, result.spans, result.reports]).toEqual([expected, spans, reports]);
  if (ending === 'open') expect(result.ended[0]?.exportedSpan.endReason).toBe('shutdown');
});
