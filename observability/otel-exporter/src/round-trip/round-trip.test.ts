import { Mastra } from '@mastra/core';
import { InMemoryStore } from '@mastra/core/storage';
import { DefaultExporter } from '@mastra/observability';
import { createOtlpReceiver, type OtlpListener } from '@mastra/observability/otlp-receiver';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OtelExporter } from '../exporter/otel-exporter.ts';
import { arrivedForms, sentForms } from './forms.ts';
import { programs, run } from './programs.ts';

type Store = NonNullable<Awaited<ReturnType<InMemoryStore['getStore']>>>;

describe.each(['http/protobuf', 'http/json'] as const)('what goes over %s into a receiver of ours', protocol => {
  let receiving: Mastra;
  let listener: OtlpListener;
  let sending: Mastra;
  let sent: Store;
  let arrived: Store;

  beforeAll(async () => {
    const stores = [new InMemoryStore(), new InMemoryStore()] as const;
    sent = (await stores[0].getStore('observability'))!;
    arrived = (await stores[1].getStore('observability'))!;
    const common = { processors: [], logLevel: 'debug' } as const;
    receiving = new Mastra({
      storage: stores[1],
      observability: { ...common, serviceName: 'collector', exporters: [new DefaultExporter()] },
    });
    listener = await createOtlpReceiver({ observability: receiving.observability, trustTenant: true }).listen({
      port: 0,
    });
    const exporter = new OtelExporter({
      url: listener.url,
      protocol,
      includeContent: true,
      signals: { metric: false },
    });
    sending = new Mastra({
      storage: stores[0],
      observability: {
        ...common,
        serviceName: 'shop',
        environment: 'test',
        exporters: [new DefaultExporter(), exporter],
      },
    });
  });
  afterAll(async () => {
    await sending.shutdown();
    await listener.close();
    await receiving.shutdown();
  });

  it('arrives as what the sender itself stored', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(programs, async program => {
        const traceId = run(sending.observability.getDefaultInstance()!, program);
        await sending.observability.flush();
        await receiving.observability.flush();
        const there = await arrivedForms(arrived, traceId);
        const here = await sentForms(sent, traceId);
        expect(there).toEqual(here);
        expect(there.spans).toHaveLength(program.nodes.length);
      }),
      { numRuns: 20 },
    );
    expect(sending.observability.health().exporters.otel?.signals.tracing.dropped).toEqual(
      expect.objectContaining({ invalid: 0 }),
    );
  });
});
