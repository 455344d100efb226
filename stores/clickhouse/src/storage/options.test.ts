import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ClickhouseStore } from './index.ts';
import { type ClickhouseStoreOptions, resolveOptions, secretsOf } from './options.ts';

const url = 'http://localhost:8123';

test('a URL is enough, and everything else has its default', () => {
  expect(resolveOptions({ url })).toEqual({
    connection: { kind: 'url', url: `${url}/` },
    database: null,
    cluster: null,
    compression: 'zstd',
    replicated: false,
    migrate: true,
    retention: { tracing: 30, log: 30, metric: 90, score: false, feedback: false },
    runningDays: 7,
    maxExecutionTimeMs: 30_000,
    requestTimeoutMs: 60_000,
    lostAfterMs: false,
    now: Date.now,
  });
});

test.each<[string, unknown]>([
  ['url', {}],
  ['url', { url: 'localhost:8123' }],
  ['url', { url: 'ftp://localhost' }],
  ['client', { client: {} }],
  ['database', { url, database: 'x`; DROP TABLE y' }],
  ['cluster', { url, cluster: "main'" }],
  ['replicated', { url, replicated: 'yes' }],
  ['runningDays', { url, runningDays: 0 }],
  ['maxExecutionTimeMs', { url, maxExecutionTimeMs: 0.5 }],
  ['lostAfterMs', { url, lostAfterMs: -1 }],
  ['pasword', { url, pasword: 'typo' }],
])('a wrong %s is refused by name', (name, options) => {
  const make = () => new ClickhouseStore(options as ClickhouseStoreOptions);
  expect(make).toThrow(
    expect.objectContaining({ code: 'CLICKHOUSE_OPTIONS_INVALID', message: expect.stringContaining(name) }),
  );
});

test('an error about a URL or a password does not show it', () => {
  for (const options of [{ url: 'ftp://me:hush@host' }, { url, password: { secret: 'hush' } }]) {
    let thrown: unknown;
    try {
      resolveOptions(options as unknown as ClickhouseStoreOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'CLICKHOUSE_OPTIONS_INVALID' });
    expect(inspect(thrown, { depth: 10 })).not.toContain('hush@');
    expect((thrown as Error).message).not.toContain('hush');
  }
});

test.each([
  ['http://me:50%@host:8123/', { username: 'me', password: '50%' }],
  ['http://u%ser:a%2Fb%zz%E4@host/', { username: 'u%ser', password: 'a%2Fb%zz%E4' }],
  ['http://me:a%2Fb%25@host/my%2Ddb', { username: 'me', password: 'a/b%', database: 'my-db' }],
  ['http://host/', { username: undefined, password: undefined, database: undefined }],
])('user, password and database of %s are what was meant', (given, connection) => {
  const options = resolveOptions({ url: given });
  expect(options.connection).toMatchObject(connection);
  const { url } = options.connection as { readonly url: string };
  expect(new URL(url)).toMatchObject({ username: '', password: '', pathname: '/' });
  expect(() => secretsOf(options)).not.toThrow();
});
