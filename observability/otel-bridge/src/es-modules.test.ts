import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('a program of ES modules, instrumented with --import', async () => {
  const instrumentation = new URL('testing/processes/instrumentation.ts', import.meta.url).href;
  const program = fileURLToPath(new URL('testing/processes/weather.ts', import.meta.url));
  const flags = ['--conditions=mastra-source', '--import', instrumentation];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program]);
  const { answer, tree, open } = JSON.parse(stdout) as { answer: string; tree: string; open: string[] };
  expect(answer).toBe('21 degrees');
  expect(tree).toBe(`GET (CLIENT)
  GET (SERVER)
    invoke_agent weather
      chat scripted-1 (CLIENT)
        step: 0
          execute_tool look-up
            GET (CLIENT)
              GET (SERVER)
        step: 1`);
  expect(open).toEqual([]);
});
