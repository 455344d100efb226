import type { ObservabilityEvent } from '@mastra/core/observability';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logEvent, spanEvent } from '../../testing/destination.ts';
import { decodeEvent, encodeEvent } from './codec.ts';

const value = fc.anything({
  withBigInt: true,
  withDate: true,
  withUnicodeString: true,
  key: fc.oneof(fc.string(), fc.constantFrom('$spool', 'value', 'timestamp', '__proto__x')),
  maxDepth: 4,
});

it('gives back every event as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), data => {
      const events: ObservabilityEvent[] = [
        { type: 'log', log: { ...logEvent().log, data } },
        spanEvent('span.ended', 'a', { input: data, output: [data], metadata: data }),
        { ...spanEvent('span.updated', 'b'), type: 'span.error', error: { message: 'x' } },
        {
          type: 'metric',
          metric: { metricId: 'm', timestamp: new Date(1), name: 'n', metricType: 'gauge', value: 0.1, labels: {} },
        },
        { type: 'score', score: { scoreId: 's', timestamp: new Date(2), scorerId: 'x', score: 1, metadata: data } },
        {
          type: 'feedback',
          feedback: { feedbackId: 'f', timestamp: new Date(3), feedbackType: 't', feedbackSource: 'u', value: 1 },
        },
      ];
      for (const event of events) expect(decodeEvent(encodeEvent(event))).toEqual(event);
    }),
  );
});

it('refuses what has no end', () => {
  const data: Record<string, unknown> = {};
  data.self = data;
  expect(() => encodeEvent({ type: 'log', log: { ...logEvent().log, data } })).toThrow('nested');
});
