import { AGENT_TREE, endedEvent } from '@mastra/exporter-conformance';
import { expect, test } from 'vitest';
import { benchOfTest } from './testing/bench.ts';

const bench = benchOfTest();

test('an event that is too large is cut, or sent whole where large events are taken', async () => {
  // Quotation marks count twice for PostHog.
  const input = { text: '"'.repeat(1_500_000) };
  await bench.current.eventsOf([{ ...AGENT_TREE[0]!, input }]);
  expect(JSON.stringify(bench.current.posthog.events[0]?.properties.$ai_input_state)).toContain(
    '[cut: 1500000 characters]',
  );
  await bench.current.eventsOf([{ ...AGENT_TREE[0]!, input }], { largeEvents: true });
  expect(bench.current.posthog.events[1]?.properties.$ai_input_state).toEqual(input);
  expect(bench.current.posthog.accepted.at(-1)?.path).toBe('/i/v0/ai/batch/');
});

test('an event of many small parts that is too large arrives without them', async () => {
  const input = Array.from({ length: 300_000 }, (_, i) => i);
  await bench.current.eventsOf([{ ...AGENT_TREE[0]!, input }]);
  expect(bench.current.posthog.events[0]?.properties.$ai_input_state).toMatch(/^\[left out: the event has \d+ bytes/);
});

test('events that are thrown away for the quota have not arrived', async () => {
  const sut = await bench.current.open();
  bench.current.posthog.quotaLimited = 'events';
  sut.onTracingEvent(endedEvent(AGENT_TREE[0]!));
  expect(await sut.flush({ timeoutMs: 1000 })).toMatchObject({ delivered: 0, pending: 1 });
  expect(sut.health().lastError).toContain('quota');
  bench.current.posthog.quotaLimited = undefined;
  expect(await sut.flush()).toMatchObject({ delivered: 1, pending: 0 });
});

test('logs can be left to others, and metrics are unless asked for', async () => {
  const sut = await bench.current.open({ logs: false });
  expect(sut.onLogEvent).toBeUndefined();
  expect(sut.onMetricEvent).toBeUndefined();
});
