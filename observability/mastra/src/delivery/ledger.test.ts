import { SIGNALS, type Signal } from '@mastra/core/observability';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deliveryTo, Failure, logEvent, ScriptedDestination, spanEvent } from '../testing/destination.ts';
import { imbalance } from './ledger.ts';

type Step =
  | { readonly do: 'emit'; readonly signal: 'log' | 'tracing'; readonly times: number; readonly poison: boolean }
  | { readonly do: 'flush' }
  | { readonly do: 'turn' }
  | { readonly do: 'redrive' }
  | { readonly do: 'weather'; readonly failing: 'no' | 'unreachable' | 'unknown' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      signal: fc.constantFrom('log' as const, 'tracing' as const),
      times: fc.integer({ min: 1, max: 60 }),
      poison: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'flush' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'turn' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'redrive' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('weather' as const),
      failing: fc.constantFrom('no' as const, 'unreachable' as const, 'unknown' as const),
    }),
  },
);

it('balances at every moment, whatever the destination does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
      const destination = new ScriptedDestination();
      const delivery = deliveryTo(destination, {
        maxBatchSize: 16,
        maxQueueEvents: 100,
        maxBatchWaitMs: 1,
        retry: { initialDelayMs: 1, maxDelayMs: 1, maxAgeMs: 3_600_000 },
      });
      const check = () => {
        for (const signal of SIGNALS) expect(imbalance(delivery.health().signals[signal]), signal).toBe(0);
      };
      let failing: 'no' | 'unreachable' | 'unknown' = 'no';
      destination.behave = async (_signal: Signal, events) => {
        check();
        await new Promise(resolve => setImmediate(resolve));
        if (failing !== 'no') throw new Failure(failing);
        if (events.some(event => event.type === 'log' && event.log.message === 'poison')) throw new Failure('rejected');
      };
      let spans = 0;
      for (const one of steps) {
        if (one.do === 'weather') failing = one.failing;
        else if (one.do === 'flush') await delivery.flush({ timeoutMs: 10 });
        else if (one.do === 'turn') await new Promise(resolve => setImmediate(resolve));
        else if (one.do === 'redrive') delivery.redrive();
        else
          for (let i = 0; i < one.times; i++) {
            if (one.signal === 'log')
              delivery.accept('log', logEvent(i % 2 ? 'error' : 'debug', one.poison && i === 3 ? 'poison' : 'fine'));
            else {
              delivery.accept('tracing', spanEvent('span.started', `s${spans}`));
              if (one.poison) delivery.accept('tracing', spanEvent('span.ended', `s${spans}`));
              spans++;
            }
          }
        check();
      }
      failing = 'no';
      const last = await delivery.shutdown({ timeoutMs: 5000 });
      check();
      expect(last.pending).toBe(0);
      const { log } = delivery.health().signals;
      expect(destination.arrived.filter(event => event.type === 'log')).toHaveLength(log.delivered);
    }),
    { numRuns: 60 },
  );
});
