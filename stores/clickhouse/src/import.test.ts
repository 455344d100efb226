import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({
    load(url, context, next) {
      if (url.includes('@clickhouse')) loaded.push(url);
      return next(url, context);
    },
  });
  const { ClickhouseStore } = await import(process.argv[1]);
  const store = new ClickhouseStore({ url: 'http://127.0.0.1:1' });
  const before = loaded.length;
  await store.init().catch(() => undefined);
  console.log(JSON.stringify({ before, after: loaded.length > 0 }));
`;

test('neither the import nor the constructor loads the client; the first use does', async () => {
  const index = new URL('./index.ts', import.meta.url).href;
  const args = ['--conditions=mastra-source', '--input-type=module', '--eval', PROGRAM, index];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toEqual({ before: 0, after: true });
});
