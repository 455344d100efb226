import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'propagation-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

it('prints one trace of three processes', async () => {
  const { OPENAI_API_KEY: _, ...env } = process.env;
  const run = promisify(execFile)(process.execPath, ['--conditions=mastra-source', main], { cwd, env });
  const { stdout } = await run;
  const traceId = /^Trace +([0-9a-f]{32})$/m.exec(stdout)?.[1];
  expect(stdout).toMatch(/tool: 'reserve' .*\n.*└─ agent run: 'clerk'/);
  expect(stdout).toMatch(/tool: 'order-invoice' .*\n.*└─ workflow run: 'invoice' .*\n.*└─ workflow step: 'write'/);
  expect(stdout).toMatch(/^ {2}shop +7 +s-1$/m);
  expect(stdout).toMatch(/^ {2}warehouse +5 +s-1 +looked at the shelf$/m);
  expect(stdout).toMatch(/^ {2}worker +2 +s-1 +wrote the invoice$/m);
  const { carrier } = JSON.parse(readFileSync(join(cwd, 'job.json'), 'utf8')) as {
    readonly carrier: Record<string, string>;
  };
  expect(carrier).toMatchObject({
    traceparent: expect.stringMatching(`^00-${traceId}-[0-9a-f]{16}-01$`),
    'x-mastra-session-id': 's-1',
  });
});
