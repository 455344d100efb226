import { type ObservabilityEvent, type ObservabilityExporter, SIGNALS } from '@mastra/core/observability';
import { InMemoryStore } from '@mastra/core/storage';
import { expect, it } from 'vitest';
import { imbalance } from '../delivery/ledger.ts';
import { DefaultExporter } from '../exporters/default.ts';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';

/** Overwrites everything that it can reach of an event. */
function vandalize(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Date) value.setTime(0);
  if (Array.isArray(value)) value.push('vandal');
  for (const [key, item] of Object.entries(value)) {
    vandalize(item, seen);
    (value as Record<string, unknown>)[key] = 'vandal';
  }
  (value as Record<string, unknown>).vandal = true;
}

function record(exporters: readonly ObservabilityExporter[]) {
  const observability = new Observability({ serviceName: 'test', exporters });
  const instance = observability.getDefaultInstance();
  const tracingOptions = { tags: ['a'], metadata: { plan: { name: 'pro' } }, userId: 'u' };
  const span = instance.startSpan({
    type: 'agent_run',
    name: 'run',
    parent: null,
    input: { list: [1, { deep: 'yes' }] },
    tracingOptions,
  });
  span.logger.info('said', { list: [1] });
  span.metrics.counter('c').add(1, { city: 'Oslo' });
  span.addScore({ scorerId: 's', score: 1, metadata: { by: ['me'] } });
  span.addFeedback({ feedbackType: 't', feedbackSource: 'u', value: 'up' });
  span.error({ error: new Error('no', { cause: new Error('why') }) });
  return observability;
}

const vandal = (): ObservabilityExporter => {
  const handler = (event: ObservabilityEvent) => vandalize(event);
  return {
    name: 'vandal',
    onTracingEvent: handler,
    onLogEvent: handler,
    onMetricEvent: handler,
    onScoreEvent: handler,
    onFeedbackEvent: handler,
  };
};

it('what one exporter does to an event reaches no other exporter, no store and no later event', async () => {
  const memory = new InMemoryExporter();
  const storage = new InMemoryStore();
  const observability = record([vandal(), memory, vandal(), new DefaultExporter({ storage })]);
  await observability.shutdown();
  const text = JSON.stringify(memory.events);
  expect(text).not.toContain('vandal');
  expect(memory.events.length).toBeGreaterThan(8);
  const store = (await storage.getStore('observability'))!;
  const stored = await store.getTrace({ traceId: memory.spans[0]!.traceId });
  expect(stored?.spans[0]).toMatchObject({
    name: 'run',
    input: { list: [1, { deep: 'yes' }] },
    tags: ['a'],
    metadata: { plan: { name: 'pro' } },
  });
  expect(JSON.stringify(stored)).not.toContain('vandal');
  for (const { signals } of Object.values(observability.health().exporters)) {
    for (const signal of SIGNALS) expect(imbalance(signals[signal])).toBe(0);
  }
});

it('the changed event stays changed for the one who changed it', () => {
  const mine: unknown[] = [];
  const exporter: ObservabilityExporter = {
    name: 'mine',
    onLogEvent: event => {
      (event.log as { message: string }).message = 'changed';
      mine.push(event.log.message);
    },
  };
  const memory = new InMemoryExporter();
  record([exporter, memory]);
  expect([mine, memory.logs[0]?.message]).toEqual([['changed'], 'said']);
});

it('a spanFilter and a customSpanFormatter get copies, too', async () => {
  const memory = new InMemoryExporter();
  const storage = new InMemoryStore();
  const filtered = new DefaultExporter({
    storage,
    spanFilter: span => {
      vandalize(span.metadata);
      return true;
    },
    customSpanFormatter: span => {
      vandalize(span.input);
      return span;
    },
  });
  const observability = record([filtered, memory]);
  await observability.shutdown();
  expect(JSON.stringify(memory.events)).not.toContain('vandal');
});
