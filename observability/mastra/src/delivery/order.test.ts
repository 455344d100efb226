import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { deliveryTo, Failure, logEvent, ScriptedDestination, spanEvent } from '../testing/destination.ts';

import { imbalance } from './ledger.ts';
import type { Destination } from './sender.ts';

class OrderedDestination extends ScriptedDestination implements Destination {
  readonly order = 'arrival';
}

const score = (id: string): ObservabilityEvent => ({
  type: 'score',
  score: { scoreId: id, timestamp: new Date(0), scorerId: 's', score: 1 },
});

/** Every event of a span, and others in between. */
const happenings: readonly (readonly [Signal, ObservabilityEvent])[] = [
  ['tracing', spanEvent('span.started', 'a')],
  ['log', logEvent('info', '1')],
  ['tracing', spanEvent('span.updated', 'a')],
  ['score', score('1')],
  ['tracing', spanEvent('span.ended', 'a')],
  ['log', logEvent('error', '2')],
];

describe('in the order of arrival', () => {
  it('every event goes by itself, and all signals go together', async () => {
    const destination = new OrderedDestination();
    const delivery = deliveryTo(destination, { maxBatchWaitMs: 1000 });
    for (const [signal, event] of happenings) delivery.accept(signal, event);
    await delivery.flush();
    expect(destination.calls).toHaveLength(1);
    expect(destination.arrived).toEqual(happenings.map(([, event]) => event));
  });

  it('the ledger knows each signal, also of what fails, is refused, has no room or is given up', async () => {
    const destination = new OrderedDestination();
    const delivery = deliveryTo(destination, { maxQueueEvents: 6 });
    let attempts = 0;
    destination.behave = (_signal, events) => {
      if (attempts++ === 0) throw new Failure('unreachable');
      if (events.some(event => event.type === 'score')) throw new Failure('rejected');
    };
    for (const [signal, event] of happenings) delivery.accept(signal, event);
    delivery.accept('log', logEvent('debug', 'no room'));
    await delivery.shutdown({ timeoutMs: 5000 });
    delivery.accept('score', score('late'));
    const { signals } = delivery.health();
    expect(Object.values(signals).map(imbalance)).toEqual([0, 0, 0, 0, 0]);
    expect(signals).toMatchObject({
      tracing: { emitted: 3, delivered: 3 },
      log: { emitted: 3, delivered: 2, dropped: { queue_full: 1 } },
      score: { emitted: 2, quarantined: 1, dropped: { after_shutdown: 1 } },
    });
    expect(delivery.quarantined()).toMatchObject([{ signal: 'score' }]);
    const kinds = destination.arrived.map(event => event.type);
    expect(kinds).toEqual(['span.started', 'log', 'span.updated', 'span.ended', 'log']);
  });
});
