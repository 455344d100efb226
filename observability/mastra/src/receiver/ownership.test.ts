import { InMemoryStore } from '@mastra/core/storage';
import { expect, it } from 'vitest';
import { DefaultExporter } from '../exporters/default.ts';
import { Observability } from '../instances/observability.ts';
import { RecordingLogger } from '../testing/destination.ts';
import { createOtlpReceiver } from './receiver.ts';
import { posted, receiving, traceRequest } from './testing/receiving.ts';

const hostile = { name: 'forged', attributes: [{ key: 'output.value', value: { stringValue: 'lies' } }] };

async function rejectedOf(answer: Response): Promise<number> {
  expect(answer.status).toBe(200);
  return Number(
    ((await answer.json()) as { partialSuccess?: { rejectedSpans: string } }).partialSuccess?.rejectedSpans ?? 0,
  );
}

it('a span that runs, begun before or after the receiver, keeps its ids to itself', async () => {
  const { observability, memory } = receiving();
  const instance = observability.getDefaultInstance();
  const before = instance.startSpan({ type: 'agent_run', name: 'before', parent: null });
  const below = before.createChildSpan({ type: 'generic', name: 'below' });
  const receiver = createOtlpReceiver({ observability });
  const after = instance.startSpan({ type: 'agent_run', name: 'after', parent: null });
  for (const { traceId, id: spanId } of [before, below, after]) {
    const forged = { ...hostile, traceId, spanId, parentSpanId: '1234567890abcdef' };
    expect(await rejectedOf(await receiver.handle(posted('/v1/traces', traceRequest(forged))))).toBe(1);
  }
  for (const span of [below, before, after]) span.end({ output: 'truth' });
  expect(memory.spansNamed('forged')).toEqual([]);
  expect(memory.spans.map(span => span.output)).toEqual(['truth', 'truth', 'truth']);
});

it('a span that has ended, and the root of a trace that began here, stay what they are in the store', async () => {
  const storage = new InMemoryStore();
  const observability = new Observability({ serviceName: 'host', exporters: [new DefaultExporter()] });
  observability.attach({ storage, logger: new RecordingLogger() });
  const receiver = createOtlpReceiver({ observability });
  const root = observability.getDefaultInstance().startSpan({ type: 'agent_run', name: 'mine', parent: null });
  root.end({ output: 'truth' });
  await observability.flush();
  const { traceId, id } = root;
  const answers = [
    { ...hostile, traceId, spanId: id },
    // Earlier than the real root, so that it would be listed first.
    { ...hostile, traceId, spanId: '1111111111111111', startTimeUnixNano: '1' },
    { name: 'remote', traceId, spanId: '2222222222222222', parentSpanId: id },
  ];
  expect(await rejectedOf(await receiver.handle(posted('/v1/traces', traceRequest(...answers))))).toBe(2);
  await observability.flush();
  const store = (await storage.getStore('observability'))!;
  const { spans } = (await store.getTrace({ traceId }))!;
  expect(spans.map(span => span.name).sort()).toEqual(['mine', 'remote']);
  expect((await store.getRootSpan({ traceId }))?.span).toMatchObject({ name: 'mine', output: 'truth' });
  await observability.shutdown();
});

it('a trace that this process only continues may get its root from elsewhere', async () => {
  const { receiver, observability, memory } = receiving();
  const traceId = '5b8efff798038103d269b633813fc60d';
  const tracingOptions = { traceId, parentSpanId: '3333333333333333' };
  observability.getDefaultInstance().startSpan({ type: 'generic', name: 'here', parent: null, tracingOptions }).end();
  const root = { name: 'there', traceId, spanId: '3333333333333333' };
  expect(await rejectedOf(await receiver.handle(posted('/v1/traces', traceRequest(root))))).toBe(0);
  expect(memory.spans.map(span => span.name)).toEqual(['here', 'there']);
});
