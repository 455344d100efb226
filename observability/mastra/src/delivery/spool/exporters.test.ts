import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InMemoryStore } from '@mastra/core/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { DefaultExporter } from '../../exporters/default.ts';
import { JsonExporter } from '../../exporters/json.ts';
import { Observability } from '../../instances/observability.ts';
import { filesOf, SpoolBench, textOf } from '../../testing/spools.ts';

const bench = new SpoolBench();
afterAll(() => bench.clear());

const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A store that is down. */
class NoStore extends InMemoryStore {
  override async getStore(): Promise<never> {
    throw new Error('connect ECONNREFUSED');
  }
}

function application(dir: string, storage: InMemoryStore, exporter: DefaultExporter | JsonExporter) {
  const observability = new Observability({
    serviceName: 'spooled',
    exporters: [exporter],
    delivery: { spool: { dir } },
  });
  observability.attach({ storage, logger });
  return observability;
}

describe('the spool of an application', () => {
  it('holds nothing that is to be redacted, and brings the rest to the store after a restart', async () => {
    const dir = await bench.directory();
    const first = application(dir, new NoStore(), new DefaultExporter());
    const instance = first.getDefaultInstance();
    const span = instance.startSpan({
      type: 'tool_call',
      name: 'sign in',
      input: { user: 'ada', password: 'hunter2-secret' },
    });
    span.logger.info('signed in with a key', { apiKey: 'sk-hunter2-key', city: 'Oslo' });
    span.error({ error: new Error('refused'), endSpan: true });
    const { pending, failed } = await first.shutdown({ timeoutMs: 300 });
    expect(failed).toBe(0);
    expect(pending).toBeGreaterThan(3);
    const written = await textOf(dir);
    expect(written).toContain('sign in');
    expect(written).toContain('Oslo');
    for (const secret of ['hunter2-secret', 'sk-hunter2-key']) expect(written).not.toContain(secret);

    const storage = new InMemoryStore();
    const second = application(dir, storage, new DefaultExporter());
    await expect(second.flush()).resolves.toMatchObject({ failed: 0, pending: 0 });
    const store = (await storage.getStore('observability'))!;
    const stored = await store.getSpan({ traceId: span.traceId, spanId: span.id });
    expect(stored?.span).toMatchObject({ name: 'sign in', input: { user: 'ada' }, status: 'error' });
    expect(stored?.span.startedAt).toBeInstanceOf(Date);
    const { logs } = await store.listLogs({ filters: { traceId: span.traceId } });
    expect(logs).toMatchObject([{ data: { city: 'Oslo' } }]);
    await second.shutdown();
    expect(await filesOf(dir)).toEqual([]);
  });

  it('serves an exporter of events in order of arrival as well', async () => {
    const dir = await bench.directory();
    const blocked = application(
      dir,
      new InMemoryStore(),
      new JsonExporter({ path: join(dir, 'none', 'events.ndjson') }),
    );
    const span = blocked.getDefaultInstance().startSpan({ type: 'generic', name: 'work' });
    span.logger.info('between');
    span.end();
    await blocked.shutdown({ timeoutMs: 200 });
    const path = join(dir, 'events.ndjson');
    const free = application(dir, new InMemoryStore(), new JsonExporter({ path, signals: ['tracing', 'log'] }));
    await free.shutdown();
    const types = (await readFile(path, 'utf8')).split('\n').map(line => line && JSON.parse(line).type);
    expect(types.filter(type => type !== 'metric')).toEqual(['span.started', 'log', 'span.ended', '']);
  });

  it('keeps two exporters of one name apart, through a restart', async () => {
    const dir = await bench.directory();
    const stores = [new InMemoryStore(), new InMemoryStore()];
    const start = (down: boolean) => {
      const exporters = stores.map(storage => new DefaultExporter({ storage: down ? new NoStore() : storage }));
      const observability = new Observability({ serviceName: 'two', exporters, delivery: { spool: { dir } } });
      observability.attach({ logger });
      return observability;
    };
    const first = start(true);
    first.getDefaultInstance().getLoggerContext().info('for both');
    const { pending } = await first.shutdown({ timeoutMs: 200 });
    expect(pending).toBe(2);
    const second = start(false);
    await second.flush();
    for (const storage of stores) {
      const store = (await storage.getStore('observability'))!;
      expect((await store.listLogs({})).logs).toMatchObject([{ message: 'for both' }]);
    }
    await second.shutdown();
    expect(await filesOf(dir)).toEqual([]);
  });

  it.each([
    [{ dir: '' }, 'dir'],
    [{ dir: 'x', maxBytes: 0 }, 'maxBytes'],
    [{ dir: 'x', maxSize: 1 }, 'maxSize'],
    [{}, 'dir'],
  ])('is refused where its options cannot be used: %o', (spool, named) => {
    expect(() => new Observability({ serviceName: 'x', delivery: { spool: spool as never } })).toThrow(named);
    expect(() => new DefaultExporter({ spool: spool as never })).toThrow(named);
  });
});
