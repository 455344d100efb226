import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import { encodeLines, InMemoryStore, type ObservabilityStorage } from '@mastra/core/storage';
import { contentsOf, randomEvents } from '@mastra/store-conformance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../testing/engine.ts';
import { startHttpFront } from '../../../testing/http-front.ts';
import { ClickhouseStore } from '../../index.ts';

const engine = await openEngine();
const user = { username: 'mastra', password: 'ingest' };
const front = await startHttpFront(engine, user);
const retention = { tracing: false, log: false, metric: false } as const;

let memory: ObservabilityStorage;
let storage: ObservabilityStorage;

beforeAll(async () => {
  memory = (await new InMemoryStore({ retention }).getStore('observability'))!;
  const store = new ClickhouseStore({ url: front.url, ...user, database: engine.database(), retention });
  storage = (await store.getStore('observability'))!;
});
afterAll(async () => {
  await storage.close();
  await front.close();
  await engine.close();
});

const signals = ['tracing', 'log', 'metric', 'score', 'feedback'] as const;

test.each([1, 2, 3])('events and lines of events become what their records become (seed %i)', async seed => {
  await memory.dangerouslyClearAll();
  await storage.dangerouslyClearAll();
  const events = randomEvents({ seed, size: 30 });
  for (const signal of signals) {
    const half = Math.ceil(events[signal].length / 2);
    const [first, second] = [events[signal].slice(0, half), events[signal].slice(half)];
    for (const batch of [first, second]) await memory.ingest({ signal, events: batch });
    await storage.ingest({ signal, events: first });
    await storage.ingest({ signal, ...encodeLines(signal, second) });
  }
  expect(await contentsOf(storage)).toEqual(await contentsOf(memory));
});

const at = new Date(Date.UTC(2026, 2, 1));
const log = (fields: object) => ({
  type: 'log',
  log: { logId: 'l', timestamp: at, level: 'info', message: 'm', ...fields },
});
const span = (fields: object) => ({
  type: 'span.ended',
  exportedSpan: {
    id: 's',
    traceId: 't',
    name: 'n',
    type: 'generic',
    startTime: at,
    endTime: at,
    isEvent: false,
    ...fields,
  },
});
const circle: Record<string, unknown> = {};
circle.self = circle;
const throwing = Object.defineProperty({}, 'x', {
  enumerable: true,
  get: () => {
    throw new Error('getter');
  },
});

const bad: readonly { readonly what: string; readonly signal: Signal; readonly event: unknown }[] = [
  { what: 'an empty id', signal: 'log', event: log({ logId: '' }) },
  { what: 'an unknown level', signal: 'log', event: log({ level: 'loud' }) },
  { what: 'an invalid date', signal: 'log', event: log({ timestamp: new Date(Number.NaN) }) },
  { what: 'a number for a date', signal: 'log', event: log({ timestamp: 5 }) },
  { what: 'a circle', signal: 'log', event: log({ data: circle }) },
  { what: 'a getter that throws', signal: 'log', event: log({ metadata: throwing }) },
  { what: 'a big integer', signal: 'log', event: log({ metadata: { big: 5n } }) },
  { what: 'a number for a text', signal: 'log', event: log({ correlationContext: { userId: 7 } }) },
  { what: 'no payload', signal: 'log', event: { type: 'metric' } },
  { what: 'no event', signal: 'log', event: null },
  { what: 'no id', signal: 'tracing', event: span({ id: undefined }) },
  { what: 'an unknown type', signal: 'tracing', event: span({ type: 'mine' }) },
  { what: 'no start', signal: 'tracing', event: span({ startTime: undefined }) },
  { what: 'an unknown type, running', signal: 'tracing', event: span({ endTime: undefined, type: 'mine' }) },
  { what: 'a number for a tag', signal: 'tracing', event: span({ tags: [1] }) },
  { what: 'a text for an object', signal: 'tracing', event: span({ attributes: 'none' }) },
];

test.each(bad.map(({ what }) => what))('%s is refused by its place', async what => {
  const { signal, event } = bad.find(one => one.what === what)!;
  const good = signal === 'log' ? log({ logId: 'good' }) : span({ id: 'good' });
  const events = [good, event] as ObservabilityEvent[];
  const errorOf = (store: ObservabilityStorage) =>
    store.ingest({ signal, events }).then(
      () => undefined,
      error => ({ code: error.code, message: error.message, details: error.details }),
    );
  const expected = await errorOf(memory);
  expect(expected).toMatchObject({ code: 'OBSERVABILITY_STORAGE_RECORD_INVALID', details: { index: 1 } });
  expect(await errorOf(storage)).toEqual(expected);
});

test('a batch that is given up is not written', async () => {
  await storage.dangerouslyClearAll();
  const events = [log({ logId: 'given up' }) as ObservabilityEvent];
  await expect(storage.ingest({ signal: 'log', events }, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  expect((await storage.storageStats()).rows.log).toBe(0);
});
