import { SIGNALS } from '@mastra/core/observability';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { deliveryTo, Failure, logEvent, ScriptedDestination, spanEvent } from '../../testing/destination.ts';
import { SpoolBench, unbalanced } from '../../testing/spools.ts';
import { droppedTotal } from '../ledger.ts';

const bench = new SpoolBench();
afterAll(() => bench.clear());

type Step =
  | { readonly do: 'emit'; readonly signal: 'log' | 'tracing'; readonly times: number; readonly poison: boolean }
  | { readonly do: 'turn'; readonly times: number }
  | { readonly do: 'flush' }
  | { readonly do: 'redrive' }
  | { readonly do: 'restart' }
  | { readonly do: 'kill' }
  | { readonly do: 'weather'; readonly failing: 'no' | 'unreachable' | 'unknown' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      signal: fc.constantFrom('log' as const, 'tracing' as const),
      times: fc.integer({ min: 1, max: 60 }),
      poison: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('turn' as const), times: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>({ do: 'flush' }, { do: 'redrive' }, { do: 'restart' }, { do: 'kill' }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('weather' as const),
      failing: fc.constantFrom('no' as const, 'unreachable' as const, 'unknown' as const),
    }),
  },
);

it('balances at every moment, and nothing that was said to be on the disk is lost, through restarts and kills', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
      let failing: 'no' | 'unreachable' | 'unknown' = 'no';
      let isCured = false;
      const arrived = new Set<string>();
      const emitted = new Set<string>();
      let dropped = 0;
      let dir = await bench.directory();
      const start = () => {
        const destination = new ScriptedDestination();
        const delivery = deliveryTo(destination, {
          maxBatchSize: 16,
          maxQueueEvents: 100,
          maxBatchWaitMs: 1,
          retry: { initialDelayMs: 1, maxDelayMs: 1, maxAgeMs: 3_600_000 },
          spool: { dir },
        });
        let isDead = false;
        destination.behave = async (_signal, events) => {
          if (!isDead) expect(unbalanced(delivery)).toEqual([]);
          await new Promise(resolve => setImmediate(resolve));
          if (failing !== 'no' || isDead) throw new Failure(failing === 'unknown' ? 'unknown' : 'unreachable');
          if (!isCured && events.some(event => event.type === 'log' && event.log.message === 'poison')) {
            throw new Failure('rejected');
          }
          for (const event of events) arrived.add(event.type === 'log' ? event.log.logId : 'span');
        };
        return { delivery, die: () => (isDead = true) };
      };
      /** What the ledger says that only this process still has, or has given up. */
      const atRisk = ({ delivery }: ReturnType<typeof start>) => {
        let sum = 0;
        for (const ledger of [delivery.health().signals.log]) sum += ledger.queued + droppedTotal(ledger);
        return sum;
      };
      let current = start();
      const check = () => expect(unbalanced(current.delivery)).toEqual([]);
      let spans = 0;
      for (const one of steps) {
        const { delivery } = current;
        if (one.do === 'weather') failing = one.failing;
        else if (one.do === 'flush') await delivery.flush({ timeoutMs: 10 });
        else if (one.do === 'redrive') delivery.redrive();
        else if (one.do === 'turn') {
          for (let i = 0; i < one.times; i++) {
            await new Promise(resolve => setImmediate(resolve));
            check();
          }
        } else if (one.do === 'restart') {
          await delivery.shutdown({ timeoutMs: 20 });
          check();
          dropped += atRisk(current);
          current = start();
        } else if (one.do === 'kill') {
          // What is queued now is lost; what is in quarantine may not be on the disk yet.
          let lost = 0;
          dir = await bench.snapshot(dir, () => {
            lost = atRisk(current) + delivery.health().signals.log.quarantined;
            current.die();
          });
          await delivery.shutdown({ timeoutMs: 0 });
          dropped += lost;
          current = start();
        } else {
          for (let i = 0; i < one.times; i++) {
            if (one.signal === 'log') {
              const event = logEvent(i % 2 ? 'error' : 'debug', one.poison && i === 3 ? 'poison' : 'fine');
              emitted.add(event.log.logId);
              delivery.accept('log', event);
            } else {
              delivery.accept('tracing', spanEvent('span.started', `s${spans}`));
              if (one.poison) delivery.accept('tracing', spanEvent('span.ended', `s${spans}`));
              spans++;
            }
          }
        }
        check();
      }
      failing = 'no';
      isCured = true;
      await current.delivery.flush({ timeoutMs: 5000 });
      current.delivery.redrive();
      const last = await current.delivery.shutdown({ timeoutMs: 5000 });
      check();
      expect(last.pending).toBe(0);
      dropped += atRisk(current);
      for (const signal of SIGNALS) expect(current.delivery.health().signals[signal].spooled).toBe(0);
      const missing = [...emitted].filter(id => !arrived.has(id)).length;
      expect(missing).toBeLessThanOrEqual(dropped);
    }),
    { numRuns: 60 },
  );
});
