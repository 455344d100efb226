import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'sessions-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

it('prints sessions, scores and feedback from the store', async () => {
  const { OPENAI_API_KEY: _, ...env } = process.env;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--conditions=mastra-source', main], {
    cwd,
    env,
  });
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/^\[mastra] info: .*store: DuckDBStore/)]);
  expect(stdout).toMatch(/^ {2}ada-\w+ +3 +[\d,]+ +\$0\.000\d+ +0 +6$/m);
  expect(stdout).toMatch(/^ {2}ben-\w+ +2 +[\d,]+ +\$0\.000\d+ +1 +4$/m);
  // The customer's verdict is on the last turn of the thread, once, and not on the traces of the scorers.
  expect(stdout).toMatch(/Thank you!\n.*\n +brevity .*\n +helpfulness .*\n +thumbs by customer: up\n +review/);
  expect(stdout.match(/thumbs by customer/g)).toHaveLength(2);
  expect(stdout).toMatch(/helpfulness for ben +0\.57/);
  expect(stdout).toMatch(/tool: 'find-order' .* ✗ There is no order 9999\./);
  expect(stdout).toMatch(/scorer run: 'helpfulness' .*\n +└─ scorer step: 'judge' .*\n +└─ llm: 'scripted-1'/);
});
