import { noOpSpan, runInSpan } from '@mastra/core/observability';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';
import { extractContext, injectContext } from './propagation.ts';

function pipeline(config = {}) {
  const memory = new InMemoryExporter();
  return {
    memory,
    instance: new Observability({ serviceName: 'test', exporters: [memory], ...config }).getDefaultInstance(),
  };
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('injectContext', () => {
  it('writes the W3C headers, the session and the ids of the run, and nothing that is absent', () => {
    const { instance } = pipeline();
    const full = instance.startSpan({
      type: 'generic',
      name: 'a',
      tracingOptions: {
        sessionId: 'söß 1',
        threadId: 't,1',
        runId: 'r',
        userId: 'u',
        traceState: 'vendor=1',
        traceId: TRACE,
      },
    });
    expect(injectContext(full)).toEqual({
      traceparent: `00-${TRACE}-${full.id}-01`,
      tracestate: 'vendor=1',
      baggage: 'mastra.thread.id=t%2C1,mastra.run.id=r',
      'x-mastra-session-id': 's%C3%B6%C3%9F%201',
    });
    const bare = instance.startSpan({ type: 'generic', name: 'a', parent: null });
    expect(Object.keys(injectContext(bare))).toEqual(['traceparent']);
    expect(injectContext(full, { baggage: ['userId'] }).baggage).toBe('mastra.user.id=u');
  });

  it('takes the ambient span, a tracing context or nothing', () => {
    const { instance } = pipeline();
    const span = instance.startSpan({ type: 'generic', name: 'a', parent: null });
    const expected = { traceparent: `00-${span.traceId}-${span.id}-01` };
    expect(runInSpan(span, () => injectContext())).toEqual(expected);
    expect(injectContext({ currentSpan: span })).toEqual(expected);
    expect(injectContext({ traceId: TRACE, spanId: SPAN })).toEqual({ traceparent: `00-${TRACE}-${SPAN}-01` });
    expect(injectContext()).toEqual({});
    expect(injectContext(noOpSpan)).toEqual({});
  });

  it('hands on that a trace was left out', () => {
    const { instance } = pipeline({ sampling: { type: 'never' } });
    expect(injectContext(instance.startSpan({ type: 'generic', name: 'a' })).traceparent).toMatch(/-00$/);
  });
});

describe('extractContext', () => {
  it('continues the trace in another pipeline: one trace, the right parent, the same session', () => {
    const here = pipeline();
    const there = pipeline({ serviceName: 'other' });
    const caller = here.instance.startSpan({
      type: 'generic',
      name: 'a',
      tracingOptions: { sessionId: 's', threadId: 't' },
    });
    const carried = JSON.parse(JSON.stringify(injectContext(caller))) as Record<string, string>;
    const called = there.instance.startSpan({ type: 'generic', name: 'b', tracingOptions: extractContext(carried) });
    expect(called).toMatchObject({ traceId: caller.traceId, parentSpanId: caller.id });
    expect(called.correlation).toMatchObject({ sessionId: 's', threadId: 't', serviceName: 'other' });
  });

  it('reads headers of any case and kind', () => {
    const traceparent = `00-${TRACE}-${SPAN}-00`;
    const expected = { traceId: TRACE, parentSpanId: SPAN, spanId: SPAN, sampled: false, sessionId: 's' };
    expect(extractContext({ TraceParent: traceparent, 'X-Mastra-Session-Id': 's' })).toEqual(expected);
    expect(extractContext(new Headers({ traceparent, 'x-mastra-session-id': 's' }))).toEqual(expected);
    expect(extractContext({ traceparent: [traceparent], 'x-mastra-session-id': ['s'] })).toEqual(expected);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'hello'],
    ['a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['version ff', `ff-${TRACE}-${SPAN}-01`],
    ['more after version 00', `00-${TRACE}-${SPAN}-01-more`],
  ])('ignores a traceparent of %s, and its tracestate with it', (_what, traceparent) => {
    expect(extractContext({ traceparent, tracestate: 'a=1' })).toEqual({});
  });

  it('accepts a later version with more after it', () => {
    expect(extractContext({ traceparent: `01-${TRACE}-${SPAN}-03-more` })).toMatchObject({
      traceId: TRACE,
      sampled: true,
    });
  });

  it('never throws, whatever the headers hold', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('traceparent', 'tracestate', 'baggage', 'x-mastra-session-id'),
          fc.string({ unit: 'binary' }),
        ),
        headers => {
          expect(typeof extractContext(headers)).toBe('object');
        },
      ),
    );
    for (const odd of [undefined, null, 'text', 5, []]) expect(extractContext(odd as never)).toEqual({});
    expect(extractContext({ baggage: 'mastra.run.id=%E0%A4%A,mastra.thread.id=t;p=1,=x' })).toEqual({ threadId: 't' });
  });

  it('takes the user and the tenant only where the caller is trusted', () => {
    const headers = { baggage: 'mastra.user.id=u,mastra.organization.id=o,mastra.resource.id=p,mastra.thread.id=t' };
    expect(extractContext(headers)).toEqual({ threadId: 't' });
    expect(extractContext(headers, { trustIdentity: true })).toEqual({
      ...{ userId: 'u', organizationId: 'o', resourceId: 'p', threadId: 't' },
    });
  });

  it.each([256, 257, 100_000])('an id of %s characters is taken and written only where it is not too long', length => {
    const id = 'x'.repeat(length);
    const headers = { baggage: `mastra.thread.id=t,mastra.run.id=${id}`, 'x-mastra-session-id': id };
    const isTaken = length === 256;
    expect(extractContext(headers)).toEqual({ threadId: 't', ...(isTaken ? { runId: id, sessionId: id } : {}) });
    const { instance } = pipeline();
    const tracingOptions = { runId: id, sessionId: id, userId: id, traceState: `a=${id}` };
    const span = instance.startSpan({ type: 'generic', name: 'a', parent: null, tracingOptions });
    const written = injectContext(span, { baggage: ['runId', 'userId'] });
    expect(Object.keys(written).sort()).toEqual(
      length === 256
        ? ['baggage', 'traceparent', 'tracestate', 'x-mastra-session-id']
        : ['traceparent', ...(length === 257 ? ['tracestate'] : [])],
    );
  });

  it('an oversized tracestate is not taken over', () => {
    const traceparent = `00-${TRACE}-${SPAN}-01`;
    expect(extractContext({ traceparent, tracestate: `a=${'x'.repeat(600)}` }).traceState).toBeUndefined();
  });
});

describe('baggage of others', () => {
  const FOREIGN = 'tenant=blue;secure,shop%20id=7, plan = pro';
  const passed = (baggage: string, own = {}) => {
    const { instance } = pipeline();
    const tracingOptions = { ...extractContext({ baggage }), ...own };
    const root = instance.startSpan({ type: 'generic', name: 'a', parent: null, tracingOptions });
    return injectContext(root.createChildSpan({ type: 'generic', name: 'b' })).baggage;
  };

  it('passes through, properties included, behind our own', () => {
    expect(passed(FOREIGN)).toBe('tenant=blue;secure,shop%20id=7,plan = pro');
    expect(passed(`mastra.run.id=old,${FOREIGN}`, { runId: 'new' })).toBe(
      'mastra.run.id=new,tenant=blue;secure,shop%20id=7,plan = pro',
    );
  });

  it('carries nobody’s identity on under our names', () => {
    expect(passed('mastra.user.id=mallory,tenant=blue')).toBe('tenant=blue');
  });

  it('is bounded in bytes and members, and holds nothing that breaks a header', () => {
    const many = Array.from({ length: 500 }, (_, n) => `k${n}=v`).join(',');
    expect(passed(many)?.split(',')).toHaveLength(64);
    const long = Array.from({ length: 50 }, (_, n) => `k${n}=${'v'.repeat(400)}`).join(',');
    expect(passed(long)?.length).toBeLessThanOrEqual(8192);
    expect(passed('a=1,b\r\nset-cookie: x=2,ü=3,no value,=4,c=5')).toBe('a=1,c=5');
    expect(passed('x'.repeat(100_000))).toBeUndefined();
    expect(() => new Headers({ baggage: passed(`${FOREIGN},${long}`)! })).not.toThrow();
  });
});
