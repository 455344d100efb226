import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'otel-example-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

let stdout: string;
let stderr: string;

beforeAll(async () => {
  const settings = Object.entries(process.env).filter(([key]) => key !== 'OPENAI_API_KEY' && !key.startsWith('OTEL_'));
  const run = promisify(execFile)(process.execPath, ['--conditions=mastra-source', main], {
    cwd,
    env: Object.fromEntries(settings),
  });
  ({ stdout, stderr } = await run);
}, 60_000);

describe('the quickstart over OTLP', () => {
  it('ends by itself, with nothing but the start-up line beside its report', () => {
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('bridge: otel')]);
  });

  it('hangs each run below the HTTP request that asked for it', () => {
    expect(stdout.match(/^Trace +[0-9a-f]{32}, \d+ spans$/gm)).toHaveLength(3);
    expect(stdout.match(/^ {2}GET +server .*\n {2}└─ invoke_workflow ask-the-docs /gm)).toHaveLength(3);
    expect(stdout).toMatch(/└─ chat scripted-1 +client .* tokens$/m);
    expect(stdout).toMatch(/execute_tool read-doc .* ✗ There is no document 'docs\/faq\.md'/);
  });

  it('brings logs, scores and feedback to their spans', () => {
    expect(stdout).toMatch(/^ {2}WARN +log +could not read a document +execute_tool read-doc$/m);
    expect(stdout.match(/gen_ai\.evaluation\.result +groundedness: [01] +workflow step: 'answer'$/gm)).toHaveLength(3);
    expect(stdout.match(/mastra\.feedback +thumbs: (up|down) +trace [0-9a-f]{8}$/gm)).toHaveLength(3);
  });

  it('brings metrics under our names and those of the conventions, with traces to look at', () => {
    expect(stdout).toMatch(/^ {2}gen_ai\.client\.token\.usage +histogram +5 × .* token\.type=input +[0-9a-f]{8}$/m);
    expect(stdout).toMatch(/^ {2}mastra_workflow_runs_ended +sum +3 .*workflow=ask-the-docs +[0-9a-f]{8}$/m);
    expect(stdout).toMatch(/^ {2}questions_handed_over +sum +1 /m);
  });
});
