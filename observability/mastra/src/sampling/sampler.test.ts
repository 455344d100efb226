import { expect, it } from 'vitest';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';
import { newTraceId } from '../spans/ids.ts';
import { createSampler } from './sampler.ts';

const input = (traceId: string) => ({ traceId, name: 'a', type: 'generic' });

it('keeps about the share that was asked for, the same traces everywhere, a smaller share within a larger', () => {
  const traces = Array.from({ length: 20_000 }, () => newTraceId(Date.now()));
  const tenth = createSampler({ type: 'ratio', probability: 0.1 });
  const again = createSampler({ type: 'ratio', probability: 0.1 });
  const third = createSampler({ type: 'ratio', probability: 0.3 });
  const kept = traces.filter(id => tenth(input(id), undefined).sampled);
  expect(kept.length).toBeGreaterThan(1700);
  expect(kept.length).toBeLessThan(2300);
  expect(traces.filter(id => again(input(id), undefined).sampled)).toEqual(kept);
  expect(kept.every(id => third(input(id), undefined).sampled)).toBe(true);
});

it('keeps all at 1 and none at 0', () => {
  for (const id of ['f'.repeat(32), `${'0'.repeat(31)}1`]) {
    expect(createSampler({ type: 'ratio', probability: 1 })(input(id), undefined).sampled).toBe(true);
    expect(createSampler({ type: 'ratio', probability: 0 })(input(id), undefined).sampled).toBe(false);
  }
});

it('asks a custom sampler, and keeps the trace when it throws', () => {
  expect(createSampler({ type: 'custom', sampler: ({ name }) => name !== 'a' })(input('1'), undefined).sampled).toBe(
    false,
  );
  expect(
    createSampler({
      type: 'custom',
      sampler: () => {
        throw new Error('no');
      },
    })(input('1'), undefined).sampled,
  ).toBe(true);
});

it('leaves out the spans and nothing else, and the ledger says so', () => {
  const memory = new InMemoryExporter();
  const observability = new Observability({ serviceName: 'test', exporters: [memory], sampling: { type: 'never' } });
  const root = observability
    .getDefaultInstance()
    .startSpan({ type: 'agent_run', name: 'a', entityType: 'agent', entityId: 'a' });
  const child = root.createChildSpan({ type: 'model_generation', name: 'llm', attributes: { model: 'm' } });
  child.logger.warn('still there');
  child.end({ attributes: { usage: { inputTokens: 5, outputTokens: 2 } } });
  root.end();
  expect(memory.spans).toEqual([]);
  expect(memory.logs[0]).toMatchObject({ message: 'still there', traceId: root.traceId });
  expect(memory.metricsNamed('mastra_model_input_tokens')[0]).toMatchObject({
    value: 5,
    labels: { model: 'm', agent: 'a' },
  });
  expect(observability.health().exporters['in-memory']!.signals.tracing).toMatchObject({
    emitted: 4,
    sampledOut: 4,
    delivered: 0,
  });
});

it.each([
  ['always', true, true],
  ['always', false, false],
  ['never', true, false],
] as const)('%s hears an upstream %s as %s', (type, upstream, expected) => {
  const memory = new InMemoryExporter();
  const observability = new Observability({ serviceName: 'test', exporters: [memory], sampling: { type } });
  const tracingOptions = { traceId: 'a'.repeat(32), sampled: upstream };
  observability.getDefaultInstance().startSpan({ type: 'generic', name: 'a', tracingOptions }).end();
  expect(memory.spans).toHaveLength(expected ? 1 : 0);
});

it('keeps what was kept upstream, whatever its own share is', () => {
  expect(createSampler({ type: 'ratio', probability: 0 })(input('f'.repeat(32)), true)).toEqual({
    sampled: true,
    weight: undefined,
    isTail: false,
  });
  expect(createSampler({ type: 'ratio', probability: 1 })(input('0'.repeat(32)), false).sampled).toBe(false);
});

it('gives every span of a kept trace the weight that corrects for those left out', () => {
  const memory = new InMemoryExporter();
  const sampling = { type: 'ratio', probability: 0.25 } as const;
  const observability = new Observability({ serviceName: 'test', exporters: [memory], sampling });
  const instance = observability.getDefaultInstance();
  const start = (tracingOptions: { readonly traceId: string; readonly sampled?: boolean }) =>
    instance.startSpan({ type: 'generic', name: 'a', parent: null, tracingOptions });
  const ours = start({ traceId: `a${'0'.repeat(31)}` });
  ours.createChildSpan({ type: 'generic', name: 'b' }).end();
  ours.end();
  start({ traceId: 'b'.repeat(32), sampled: true }).end();
  expect(memory.tracingEvents.map(({ exportedSpan }) => exportedSpan.sampleWeight)).toEqual([
    ...[4, 4, 4, 4],
    ...[undefined, undefined],
  ]);
});
