import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hostileBodies } from '../testing/hostile-bodies.ts';
import { receiving, traceRequest } from '../testing/receiving.ts';
import { type BudgetLimits, SharedBudget } from './budget.ts';
import { JSON_FORMAT, PROTOBUF_FORMAT } from './format.ts';
import { Pace } from './pace.ts';

const limits: BudgetLimits = { elements: 5000, records: 1000, bytesUnderWay: 1e9, elementsUnderWay: 1e9 };
const traces = { groups: ['resourceSpans'], scopes: ['scopeSpans'], records: ['spans'] };
const bodies = Object.entries(hostileBodies(200_000));

describe('a body that costs more than it weighs', () => {
  it.each(bodies)('%s: ends soon, and can be interrupted on the way', (name, bytes) => {
    const format = name.startsWith('JSON') ? JSON_FORMAT : PROTOBUF_FORMAT;
    const budget = new SharedBudget(limits).open();
    const work = format.outline(traces, bytes, budget);
    let longest = 0;
    let before = 0;
    try {
      for (let step = work.next(); !step.done; step = work.next()) {
        longest = Math.max(longest, budget.elements - before);
        before = budget.elements;
      }
    } catch (error) {
      expect(String(error)).toMatch(
        /more than|nests deeper|white space|too long|expected resourceSpans|no resourceSpans|ends too early/,
      );
    }
    expect(budget.elements).toBeLessThanOrEqual(limits.elements + 1);
    expect(longest).toBeLessThanOrEqual(limits.elements);
  });

  it.each(bodies)('%s: is refused or its span is, and nothing stays held', async (name, bytes) => {
    const { receiver, memory } = receiving({ maxElements: 50_000, maxElementsUnderWay: 50_000 });
    const send = (body: Uint8Array) =>
      receiver.handle(
        new Request('http://localhost/v1/traces', {
          method: 'POST',
          headers: {
            'content-type': name.startsWith('JSON') ? 'application/json' : 'application/x-protobuf',
            'content-encoding': 'gzip',
          },
          body: gzipSync(body),
        }),
      );
    for (let i = 0; i < 3; i++) {
      const { status } = await send(bytes);
      expect([200, 400, 413]).toContain(status);
      expect(memory.spans).toEqual([]);
    }
    // What the refused requests took up has been given back.
    const ordinary = Buffer.from(JSON.stringify(traceRequest({})));
    const answer = await receiver.handle(
      new Request('http://localhost/v1/traces', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: ordinary,
      }),
    );
    expect([answer.status, memory.spans.length]).toEqual([200, 1]);
  });
});

describe('all requests together', () => {
  it('have bytes and elements in common, and give them back', () => {
    const shared = new SharedBudget({ ...limits, bytesUnderWay: 100, elementsUnderWay: 10 });
    const [a, b] = [shared.open(), shared.open()];
    a.addBytes(60);
    a.addElements(6);
    expect(() => b.addBytes(60)).toThrow(/under way/);
    b.close();
    const c = shared.open();
    expect(() => c.addElements(5)).toThrow(expect.objectContaining({ status: 503, headers: { 'retry-after': '1' } }));
    c.close();
    a.close();
    a.close();
    expect([shared.bytes, shared.elements]).toEqual([0, 0]);
  });
});

describe('the pace', () => {
  it('gives one slice in each turn of the event loop, to one after the other', async () => {
    let now = 0;
    const pace = new Pace(5, () => now);
    const log: string[] = [];
    const work = function* (name: string): Generator<void, string> {
      for (let i = 0; i < 4; i++) {
        now += 3;
        log.push(`${name}${i}`);
        yield;
      }
      return name;
    };
    await pace.turn();
    const done = await Promise.all([pace.run(work('a')), pace.run(work('b'))]);
    expect(done).toEqual(['a', 'b']);
    // Two steps of 3 ms are a slice of 5 ms; then it is the other one's turn.
    expect(log).toEqual(['a0', 'a1', 'b0', 'a2', 'a3', 'b1', 'b2', 'b3']);
  });
});
