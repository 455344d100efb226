import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

it('prints what the calls did, from the store', async () => {
  const { OPENAI_API_KEY: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=mastra-source', main], { env });

  const [before = '', ...traces] = stdout.split(/^Trace +[0-9a-f]{32}$/m);
  expect(before).toMatch(/^In Oslo it is \d\d:\d\d\. In Athens it is \d\d:\d\d\.\nIn short: In Oslo/m);
  expect(traces).toHaveLength(2);
  const [generated = '', streamed = ''] = traces;
  expect(generated).toMatch(
    /llm: 'scripted-1' .* tokens .*\n {2}├─ step: 0 .* tokens .*\n(.*tool: 'clock'.*\n){2} {2}└─ step: 1/,
  );
  expect(generated.match(/info in tool: 'clock': looked at the clock/g)).toHaveLength(2);
  expect(streamed).toMatch(/llm: 'scripted-1' .* tokens .*\n {2}└─ step: 0 .* tokens .*\n$/);
});
