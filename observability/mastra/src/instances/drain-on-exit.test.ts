import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../integration/processes/signalled.ts', import.meta.url));

it.each([
  ['with-own-listener', { code: 0, signal: null, said: ['ready', 'finished with 1'] }],
  ['alone', { code: null, signal: 'SIGTERM', said: ['ready'] }],
])('SIGTERM ends a program with flushOnExit as it would have ended: %s', async (mode, expected) => {
  const child = spawn(process.execPath, ['--conditions=mastra-source', program, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', line => {
    said.push(line);
    if (line === 'ready') child.kill('SIGTERM');
  });
  const [code, signal] = await once(child, 'close');
  expect({ code, signal, said }).toEqual(expected);
});
