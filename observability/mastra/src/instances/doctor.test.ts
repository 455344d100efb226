import { InMemoryStore } from '@mastra/core/storage';
import { expect, it } from 'vitest';
import { DefaultExporter } from '../exporters/default.ts';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { RecordingLogger } from '../testing/destination.ts';
import { Observability } from './observability.ts';

const quick = { retry: { initialDelayMs: 1, maxDelayMs: 1 } };

it('finds a healthy pipeline healthy, and reads its probe back', async () => {
  const observability = new Observability({
    serviceName: 'test',
    exporters: [new DefaultExporter(), new InMemoryExporter()],
  });
  observability.attach({ storage: new InMemoryStore(), logger: new RecordingLogger() });
  const { ok, checks } = await observability.doctor();
  expect(checks.map(check => [check.name, check.ok])).toEqual([
    ['configuration', true],
    ['exporter default', true],
    ['exporter in-memory', true],
    ['read back', true],
  ]);
  expect(ok).toBe(true);
  expect(checks[3]!.message).toMatch(/InMemoryStore answered 1 span and 1 log of trace [0-9a-f]{32}/);
});

it('names what is wrong: no exporter, nothing sampled, a store that is closed, an exporter that throws', async () => {
  const none = new Observability({ serviceName: 'test', exporters: [], sampling: { type: 'never' } });
  expect((await none.doctor()).checks[0]).toMatchObject({
    ok: false,
    message: expect.stringMatching(/no exporter.*sampling/),
  });

  const storage = new InMemoryStore();
  await storage.close();
  const broken = {
    name: 'broken',
    onLogEvent: () => {
      throw new Error('disk on fire');
    },
  };
  const observability = new Observability({ serviceName: 'test', exporters: [new DefaultExporter(quick), broken] });
  observability.attach({ storage, logger: new RecordingLogger() });
  const { ok, checks } = await observability.doctor();
  expect(ok).toBe(false);
  const byName = Object.fromEntries(checks.map(check => [check.name, check]));
  expect(byName['exporter default']).toMatchObject({ ok: false, message: expect.stringContaining('closed') });
  expect(byName['exporter broken']).toMatchObject({ ok: false, message: expect.stringContaining('disk on fire') });
  expect(byName['read back']).toMatchObject({ ok: false });
});
