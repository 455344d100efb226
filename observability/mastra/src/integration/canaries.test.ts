import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryStore } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, expect, it } from 'vitest';
import {
  ConsoleExporter,
  DefaultExporter,
  expectNoSecrets,
  JsonExporter,
  Observability,
  SensitiveDataFilter,
} from '../index.ts';
import { drawWith } from '../processors/testing/draw.ts';
import { plantSecret, SECRET_CATEGORIES } from '../processors/testing/secrets.ts';

const dir = await mkdtemp(join(tmpdir(), 'canaries-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Drawn by a fixed seed: here the doors are tried, and in `rates.test.ts` the rules. */
const draw = drawWith(7);
const canaries = SECRET_CATEGORIES.map(category => plantSecret(category, draw));
const key = () => ['ghp', draw.text('abcdefABCDEF0123456789', 36)].join('_');
const secrets = canaries.map(({ secret }) => secret);

function fresh(): string {
  const secret = key();
  secrets.push(secret);
  return secret;
}

/** Puts a secret through every door. */
function leakEverywhere(observability: Observability): void {
  const instance = observability.getDefaultInstance();
  const values = canaries.map(({ value }) => value);
  const root = instance.startSpan({
    type: 'agent_run',
    name: `run ${fresh()}`,
    entityType: 'agent',
    entityId: fresh(),
    entityName: fresh(),
    input: values,
    attributes: { extra: values } as never,
    metadata: { values, [fresh()]: 1 },
    tags: [fresh()],
    tracingOptions: {
      ...{ userId: fresh(), sessionId: fresh(), threadId: fresh(), runId: fresh(), requestId: fresh() },
      requestContextKeys: ['auth'],
    },
    requestContext: { get: () => ({ password: fresh() }) },
  });
  const child = root.createChildSpan({
    type: 'tool_call',
    name: 'tool',
    input: JSON.stringify({ text: `A=1\n${fresh()}` }),
  });
  const cause = new Error(`below ${fresh()}`);
  child.error({
    error: Object.assign(new AggregateError([new Error(fresh())], `boom ${fresh()}`, { cause }), {
      code: fresh(),
      config: { headers: { Authorization: `Bearer ${fresh()}` } },
    }),
  });
  for (const value of values) root.logger.warn(`seen: ${typeof value === 'string' ? value : fresh()}`, { value });
  root.logger.error('failed', { error: new Error(fresh()) });
  root.metrics.counter('calls').add(1, { via: fresh(), api_key: fresh(), [fresh()]: 'x' });
  root.addScore({ scorerId: fresh(), score: 1, reason: fresh(), metadata: { token: fresh() } });
  root.addFeedback({ feedbackType: 'text', feedbackSource: 'user', value: fresh(), comment: fresh() });
  root.end({ output: { headers: new Headers({ cookie: `sid=${fresh()}` }), list: [['authorization', fresh()]] } });
}

/** Every byte that was written. */
async function written(): Promise<string> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true });
  const texts = files.filter(file => file.isFile()).map(file => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(texts)).join('\n');
}

const halfOf = (secret: string) => secret.slice(0, Math.max(12, secret.length >> 1));
const foundIn = (text: string) => secrets.filter(secret => secret.length >= 12 && text.includes(halfOf(secret)));

/** A store that is down: what is sent to it stays in the spool. */
class NoStore extends InMemoryStore {
  override async getStore(): Promise<never> {
    throw new Error('connect ECONNREFUSED');
  }
}

it.each([
  ['during capture', undefined],
  ['on whole events', [{ name: 'pass', process: (event: never) => event }, new SensitiveDataFilter()]],
])('no secret is written anywhere, %s', async (_where, processors) => {
  const shown: string[] = [];
  const logger = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map(level => [level, (...parts: unknown[]) => void shown.push(parts.join(' '))]),
  ) as never;
  const store = new DuckDBStore({ path: join(dir, `${processors ? 'b' : 'a'}.duckdb`) });
  const config = { serviceName: 'canaries', ...(processors && { processors: processors as never }) };

  const down = new Observability({
    ...config,
    exporters: [new DefaultExporter()],
    delivery: { spool: { dir: join(dir, 'spool') } },
  });
  down.attach({ storage: new NoStore(), logger });
  leakEverywhere(down);
  await down.shutdown({ timeoutMs: 200 });

  const up = new Observability({
    ...config,
    exporters: [
      new DefaultExporter(),
      new JsonExporter({ path: join(dir, 'events.ndjson') }),
      new ConsoleExporter({ write: line => shown.push(line) }),
    ],
  });
  up.attach({ storage: store, logger });
  leakEverywhere(up);
  await up.flush();
  shown.push(JSON.stringify(up.health()), JSON.stringify(down.health()));
  await expectNoSecrets(
    store,
    secrets.filter(secret => secret.length >= 12),
  );
  await up.shutdown();
  await store.close();

  expect(foundIn(shown.join('\n'))).toEqual([]);
  expect(foundIn(await written())).toEqual([]);
});
