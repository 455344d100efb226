import { MastraError } from '@mastra/core/error';
import type { Signal } from '@mastra/core/observability';
import type { ExporterOptions } from '@mastra/observability';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './bench.ts';
import type { ArrivedSpan, FakeDestination } from './destination.ts';
import type { ExporterHarness } from './harness.ts';
import { end, spanOf } from './sample-span.ts';

const HANDLERS: Readonly<
  Record<Signal, 'onTracingEvent' | 'onLogEvent' | 'onMetricEvent' | 'onScoreEvent' | 'onFeedbackEvent'>
> = {
  tracing: 'onTracingEvent',
  log: 'onLogEvent',
  metric: 'onMetricEvent',
  score: 'onScoreEvent',
  feedback: 'onFeedbackEvent',
};

const QUICK: ExporterOptions = { maxBatchWaitMs: 5, retry: { initialDelayMs: 1, maxDelayMs: 5 } };
const TRACE = '69a42d40000000000000000000000a11';

/**
 * What every exporter has to do, whatever its destination: every signal arrives, no failure of the destination loses an
 * event or is told of more than once, and the ledger balances. The exporter runs in a real pipeline and sends to a
 * server that speaks the destination's protocol.
 */
export function describeExporter<D extends FakeDestination>(harness: ExporterHarness<D>): void {
  describe(`${harness.name}, as every exporter`, () => {
    let destination: D;
    const benches: Bench[] = [];

    beforeEach(async () => {
      destination = await harness.start();
    });
    afterEach(async () => {
      const secrets = benches.flatMap(bench => [...bench.logger.lines, JSON.stringify(bench.observability.health())]);
      for (const secret of harness.secrets) expect(secrets.join('\n')).not.toContain(secret);
      await Promise.all(benches.splice(0).map(bench => bench.observability.shutdown({ timeoutMs: 1 })));
      await destination.stop();
    });

    function open(options: ExporterOptions = {}): Bench {
      const bench = new Bench(harness.create(destination, { ...QUICK, ...options }));
      benches.push(bench);
      return bench;
    }

    const takes = (signal: Signal) => harness.signals.includes(signal);

    it('has handlers for the signals that its destination takes, and for no others', () => {
      const exporter = harness.create(destination, {});
      for (const [signal, handler] of Object.entries(HANDLERS)) {
        expect({ signal, isHandled: typeof exporter[handler] === 'function' }).toEqual({
          signal,
          isHandled: takes(signal as Signal),
        });
      }
    });

    it('refuses an option that does not exist, with one error', () => {
      let thrown: unknown;
      try {
        harness.createWithUnknownOption(destination);
      } catch (error) {
        thrown = error;
      }
      expect(MastraError.is(thrown)).toBe(true);
      expect(String(thrown)).toMatch(/Exporter has no option '\w+'/);
      for (const secret of harness.secrets) expect(String(thrown)).not.toContain(secret);
    });

    it('brings every signal to the destination, each once', async () => {
      const bench = open();
      work(bench);
      await bench.drain();
      bench.expectNothingLost();
      const arrived = await destination.arrived();
      const outer = named(arrived.spans, 'outer-work');
      const inner = named(arrived.spans, 'inner-work');
      expect(outer.parentId).toBeUndefined();
      expect(inner.parentId).toBe(outer.id);
      expect(new Set(arrived.spans.map(span => span.id)).size).toBe(2);
      if (takes('log'))
        expect(arrived.logs!.map(log => log.message)).toContainEqual(expect.stringContaining('the log line'));
      if (takes('metric')) {
        expect(arrived.metrics).toContainEqual(
          expect.objectContaining({ name: expect.stringContaining('queue_depth'), value: 3 }),
        );
      }
      if (takes('score'))
        expect(arrived.scores).toContainEqual({ name: expect.stringContaining('relevance'), value: 0.5 });
      if (takes('feedback')) {
        expect(arrived.feedback).toHaveLength(1);
        expect(arrived.feedback![0]!.name).toContain('rating');
        expect(Number(arrived.feedback![0]!.value)).toBe(1);
      }
    });

    it('takes spans in any order, and late events of a span that has ended', async () => {
      const bench = open();
      const parent = spanOf('00000000000000aa', { traceId: TRACE, name: 'the-parent' });
      const child = spanOf('00000000000000bb', { traceId: TRACE, name: 'the-child', parentSpanId: parent.id });
      end(bench.exporter, child);
      await bench.drain();
      end(bench.exporter, parent);
      await bench.drain();
      bench.exporter.onTracingEvent!({ type: 'span.started', exportedSpan: parent });
      bench.exporter.onTracingEvent!({ type: 'span.updated', exportedSpan: child });
      await bench.drain();
      bench.expectNothingLost();
      const { spans } = await destination.arrived();
      expect(named(spans, 'the-child').parentId).toBe(named(spans, 'the-parent').id);
    });

    it('takes a span whose parent it never sees', async () => {
      const bench = open();
      const span = spanOf('00000000000000cc', { traceId: TRACE, name: 'lonely', parentSpanId: '00000000000000ff' });
      end(bench.exporter, span);
      await bench.drain();
      bench.expectNothingLost();
      expect(named((await destination.arrived()).spans, 'lonely').id).toBeTruthy();
    });

    it('marks a span that failed, with what it failed of', async () => {
      const bench = open();
      const span = bench.instance.startSpan({ type: 'tool_call', name: 'will-fail' });
      span.error({ error: new TypeError('no such city') });
      await bench.drain();
      bench.expectNothingLost();
      const arrived = named((await destination.arrived()).spans, 'will-fail');
      expect(arrived.isError).toBe(true);
      if (harness.keepsErrorMessages !== false) expect(arrived.content).toContain('no such city');
    });

    it('takes a point in time', async () => {
      const bench = open();
      const span = bench.instance.startSpan({ type: 'generic', name: 'stretch' });
      span.createEventSpan({ type: 'generic', name: 'moment' });
      span.end();
      await bench.drain();
      bench.expectNothingLost();
      const { spans } = await destination.arrived();
      expect(named(spans, 'moment').parentId).toBe(named(spans, 'stretch').id);
    });

    it('brings text of any script unchanged, and survives text that is none', async () => {
      const bench = open();
      const span = bench.instance.startSpan({
        type: 'generic',
        name: 'Grüße 👋 中文',
        input: { text: 'naïve 🦊 データ' },
      });
      const broken = span.createChildSpan({ type: 'generic', name: 'broken-text', input: { text: 'a\u0000b\ud800c' } });
      broken.end();
      span.end();
      await bench.drain();
      bench.expectNothingLost();
      const { spans } = await destination.arrived();
      expect(named(spans, 'Grüße 👋 中文').content).toContain('naïve 🦊 データ');
      expect(named(spans, 'broken-text').id).toBeTruthy();
    });

    it('takes a big payload between small ones', async () => {
      const bench = open();
      const span = bench.instance.startSpan({ type: 'generic', name: 'small-one' });
      const big = span.createChildSpan({ type: 'generic', name: 'big-one', input: { text: 'long '.repeat(500_000) } });
      big.end();
      span.end();
      await bench.drain();
      bench.expectNothingLost();
      const { spans } = await destination.arrived();
      expect(named(spans, 'big-one').content).toContain('long long');
      expect(named(spans, 'small-one').id).toBeTruthy();
    });

    it.each([401, 403])('pauses at %i, says so once, and goes on when it is let in', async status => {
      const bench = open();
      await destination.behave({ kind: 'status', status });
      work(bench);
      for (let i = 0; i < 5; i++) await bench.observability.flush({ timeoutMs: 1000 });
      bench.expectNothingLost();
      expect(bench.ledger.tracing!.queued).toBeGreaterThan(0);
      expect(bench.warnings).toHaveLength(1);
      expect(bench.warnings[0]).toContain(String(status));
      await destination.behave(undefined);
      await bench.drain();
      bench.expectNothingLost();
      expect(named((await destination.arrived()).spans, 'inner-work').id).toBeTruthy();
    });

    it('keeps to the pause that a 429 asks for', async () => {
      const bench = open();
      await destination.behave({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
      bench.instance.startSpan({ type: 'generic', name: 'patient' }).end();
      for (let i = 0; i < 3; i++) await bench.observability.flush({ timeoutMs: 100 });
      expect(destination.requestCount).toBe(1);
      bench.expectNothingLost();
      expect(bench.ledger.tracing!.queued).toBeGreaterThan(0);
    });

    it.each([
      ['429 without a pause', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
      ['500', { kind: 'status', status: 500 }],
      ['503', { kind: 'status', status: 503 }],
      ['silence', { kind: 'hang' }],
      ['nobody listening', { kind: 'refuse' }],
    ] as const)('loses nothing to %s', async (_, fault) => {
      const bench = open({ attemptTimeoutMs: 150 });
      await destination.behave(fault);
      work(bench);
      await bench.observability.flush({ timeoutMs: 500 });
      expect(bench.ledger.tracing!.queued).toBeGreaterThan(0);
      expect(bench.observability.health().status).not.toBe('ok');
      await destination.behave(undefined);
      await bench.drain();
      bench.expectNothingLost();
      expect(bench.observability.health().status).toBe('ok');
      const { spans } = await destination.arrived();
      expect(named(spans, 'inner-work').parentId).toBe(named(spans, 'outer-work').id);
    });

    it.skipIf(harness.refusesRecords === false)(
      'puts the one span that is refused aside and brings the others',
      async () => {
        const bench = open();
        await destination.behave({ kind: 'poison', marker: 'poisonous' });
        const span = bench.instance.startSpan({ type: 'generic', name: 'around' });
        for (let i = 0; i < 9; i++) {
          span.createChildSpan({ type: 'generic', name: i === 4 ? 'poisonous' : `good-${i}` }).end();
        }
        span.end();
        await bench.drain();
        bench.expectBalance();
        expect(bench.ledger.tracing!.quarantined).toBeGreaterThan(0);
        expect(bench.ledger.tracing!.queued).toBe(0);
        const { spans } = await destination.arrived();
        for (const i of [0, 1, 2, 3, 5, 6, 7, 8]) expect(named(spans, `good-${i}`).id).toBeTruthy();
        expect(spans.filter(one => one.name.includes('poisonous'))).toHaveLength(0);
      },
    );

    it('ends within its deadline while the destination hangs, and counts what it gave up', async () => {
      const bench = open();
      await destination.behave({ kind: 'hang' });
      work(bench);
      const { failed, pending } = await bench.observability.shutdown({ timeoutMs: 100 });
      expect(failed).toBeGreaterThan(0);
      expect(pending).toBe(0);
      bench.expectBalance();
      expect(bench.ledger.tracing!.dropped.shutdown_timeout).toBeGreaterThan(0);
    });

    it('brings what waits when it is shut down, and counts what comes after', async () => {
      const bench = open({ maxBatchWaitMs: 60_000 });
      work(bench);
      const { failed, pending } = await bench.observability.shutdown();
      expect({ failed, pending }).toEqual({ failed: 0, pending: 0 });
      expect(named((await destination.arrived()).spans, 'inner-work').id).toBeTruthy();
      const late = spanOf('00000000000000dd', { traceId: TRACE, name: 'too-late' });
      end(bench.exporter, late);
      bench.expectBalance();
      expect(bench.ledger.tracing!.dropped.after_shutdown).toBe(1);
    });

    it('sends the spans that are chosen, as they are formatted', async () => {
      const bench = open({
        excludeSpanTypes: ['workflow_step'],
        customSpanFormatter: span => ({ ...span, name: `renamed-${span.name}` }),
      });
      const outer = bench.instance.startSpan({ type: 'generic', name: 'outer' });
      const middle = outer.createChildSpan({ type: 'workflow_step', name: 'middle' });
      middle.createChildSpan({ type: 'generic', name: 'leaf' }).end();
      middle.end();
      outer.end();
      await bench.drain();
      bench.expectBalance();
      const { spans } = await destination.arrived();
      expect(spans.filter(span => span.name.includes('middle'))).toHaveLength(0);
      expect(named(spans, 'renamed-leaf').parentId).toBe(named(spans, 'renamed-outer').id);
    });
  });
}

/** A small piece of work with something of every signal. */
function work(bench: Bench): void {
  const outer = bench.instance.startSpan({
    type: 'generic',
    name: 'outer-work',
    tracingOptions: { sessionId: 'session-1', userId: 'user-1', tags: ['conformance'] },
  });
  const inner = outer.createChildSpan({ type: 'generic', name: 'inner-work', input: { q: 1 } });
  inner.logger.info('the log line', { a: 1 });
  inner.metrics.gauge('queue_depth').set(3);
  inner.addScore({ scorerId: 'relevance', score: 0.5, reason: 'so so' });
  inner.addFeedback({ feedbackType: 'rating', feedbackSource: 'user', value: 1, comment: 'good' });
  inner.end({ output: 'done' });
  outer.end();
}

/** The latest state of the span with this name. */
function named(spans: readonly ArrivedSpan[], name: string): ArrivedSpan {
  const found = spans.filter(span => span.name.includes(name)).at(-1);
  if (!found) throw new Error(`no span '${name}' arrived: ${spans.map(span => span.name).join(', ')}`);
  return found;
}
