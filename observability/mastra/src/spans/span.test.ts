import type { ObservabilityConfig } from '@mastra/core/observability';
import { errorStack, getAmbientSpan, runInSpan } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';

function pipeline(config: Partial<ObservabilityConfig> = {}) {
  const memory = new InMemoryExporter();
  const observability = new Observability({
    serviceName: 'test',
    exporters: [memory],
    metrics: { autoExtract: false },
    ...config,
  });
  return { memory, observability, instance: observability.getDefaultInstance() };
}

describe('the life of a span', () => {
  it('is one start, updates, errors, one end, in that order', () => {
    const { memory, instance } = pipeline();
    const span = instance.startSpan({ type: 'generic', name: 'a' });
    span.update({ attributes: { x: 1 } });
    span.error({ error: new Error('first'), endSpan: false });
    span.end({ output: 1 });
    span.end({ output: 2 });
    span.update({ output: 3 });
    span.error({ error: new Error('late') });
    expect(memory.events.map(event => event.type)).toEqual([
      'span.started',
      'span.updated',
      'span.error',
      'span.ended',
    ]);
    expect(memory.spans[0]).toMatchObject({ output: 1, errorInfo: { message: 'first' }, attributes: { x: 1 } });
  });

  it('is counted within its trace in the order of the beginnings', () => {
    const { memory, instance } = pipeline();
    const root = instance.startSpan({ type: 'generic', name: 'root', parent: null });
    const child = root.createChildSpan({ type: 'generic', name: 'child' });
    root.createEventSpan({ type: 'generic', name: 'event' });
    child.createChildSpan({ type: 'generic', name: 'grandchild' }).end();
    root.end();
    instance.startSpan({ type: 'generic', name: 'other', parent: null }).end();
    const counted = Object.fromEntries(memory.spans.map(span => [span.name, span.sequence]));
    expect(counted).toEqual({ root: 0, child: 1, event: 2, grandchild: 3, other: 0 });
  });

  it('shows each event as the span was then', () => {
    const { memory, instance } = pipeline();
    const span = instance.startSpan({ type: 'generic', name: 'a', metadata: { a: 1 } });
    span.update({ metadata: { b: 2 } });
    span.end();
    expect(
      memory.tracingEvents.map(event => [event.exportedSpan.metadata, event.exportedSpan.endTime !== undefined]),
    ).toEqual([
      [{ a: 1 }, false],
      [{ a: 1, b: 2 }, false],
      [{ a: 1, b: 2 }, true],
    ]);
  });

  it('ends children that are still open, and says why', () => {
    const { memory, instance } = pipeline();
    const root = instance.startSpan({ type: 'generic', name: 'root' });
    const child = root.createChildSpan({ type: 'generic', name: 'child' });
    child.createChildSpan({ type: 'generic', name: 'grandchild' });
    const done = root.createChildSpan({ type: 'generic', name: 'done' });
    done.end();
    root.end();
    expect(memory.openSpans).toEqual([]);
    expect(
      memory.events
        .filter(event => event.type === 'span.ended')
        .map(event => (event as never as { exportedSpan: { name: string } }).exportedSpan.name),
    ).toEqual(['done', 'grandchild', 'child', 'root']);
    expect(Object.fromEntries(memory.spans.map(span => [span.name, span.endReason]))).toEqual({
      root: undefined,
      child: 'abandoned',
      grandchild: 'abandoned',
      done: undefined,
    });
  });

  it('ends what is open at shutdown, also under a parent that has ended', async () => {
    const { memory, instance, observability } = pipeline();
    const root = instance.startSpan({ type: 'generic', name: 'root' });
    root.end();
    root.createChildSpan({ type: 'generic', name: 'late child' });
    instance.startSpan({ type: 'generic', name: 'other root' });
    expect(memory.openSpans).toHaveLength(2);
    await observability.shutdown();
    expect(memory.openSpans).toEqual([]);
    expect(memory.spans.map(span => span.endReason)).toEqual([undefined, 'shutdown', 'shutdown']);
  });

  it('is a point in time for an event span', () => {
    const { memory, instance } = pipeline();
    const root = instance.startSpan({ type: 'generic', name: 'root' });
    const event = root.createEventSpan({ type: 'model_chunk', name: 'chunk', output: 'x' });
    expect(event.isEnded).toBe(true);
    const exported = memory.spansNamed('chunk')[0]!;
    expect(exported).toMatchObject({ isEvent: true, output: 'x', parentSpanId: root.id });
    expect(exported.endTime).toEqual(exported.startTime);
  });

  it('closes what starts under an event with the span that the event is of', () => {
    const { memory, instance } = pipeline();
    const root = instance.startSpan({ type: 'generic', name: 'root' });
    const event = root.createEventSpan({ type: 'model_chunk', name: 'chunk' });
    event.createChildSpan({ type: 'generic', name: 'below' });
    root.end();
    expect(memory.spansNamed('below')[0]).toMatchObject({ parentSpanId: event.id, endReason: 'abandoned' });
  });

  it('records whatever was thrown', () => {
    const { memory, instance } = pipeline();
    for (const error of [
      new TypeError('typed'),
      'text',
      42,
      null,
      undefined,
      { message: 'plain', code: 'E_X' },
      Object.create(null),
    ]) {
      instance.startSpan({ type: 'generic', name: 'a', parent: null }).error({ error });
    }
    expect(memory.spans.map(span => span.errorInfo?.message)).toEqual([
      'typed',
      'text',
      '42',
      'null',
      'undefined',
      'plain',
      '{}',
    ]);
    expect(memory.spans[0]!.errorInfo).toMatchObject({
      name: 'TypeError',
      stack: expect.stringContaining('span.test.ts'),
    });
    expect(memory.spans[5]!.errorInfo?.id).toBe('E_X');
    expect(memory.openSpans).toEqual([]);
  });
});

describe('an error with causes', () => {
  it('keeps them, redacted, and ends a chain that is circular', () => {
    const { memory, instance } = pipeline();
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const fetched = new TypeError('fetch failed for sk-proj-abcdefghijklmnopqrstuvwx0123456789', { cause: refused });
    instance.startSpan({ type: 'generic', name: 'a', parent: null }).error({ error: fetched });
    const [first] = memory.spans;
    expect(first!.errorInfo).toMatchObject({
      name: 'TypeError',
      cause: { name: 'Error', message: 'connect ECONNREFUSED', id: 'ECONNREFUSED' },
    });
    expect(errorStack(first!.errorInfo!)).toMatch(
      /fetch failed[\s\S]*\nCaused by: Error: connect ECONNREFUSED\n {4}at/,
    );
    expect(JSON.stringify(first!.errorInfo)).not.toContain('abcdefghijklmnop');

    const circular = new Error('round');
    circular.cause = circular;
    instance.startSpan({ type: 'generic', name: 'b', parent: null }).error({ error: circular });
    let depth = 0;
    for (let info = memory.spans[1]!.errorInfo; info; info = info.cause) depth++;
    expect(depth).toBe(6);
    expect(errorStack({ message: 'no stack', cause: { message: 'none either' } })).toBeUndefined();
  });
});

describe('ids and times', () => {
  it('are W3C ids, and a remote trace is continued', () => {
    const { memory, instance } = pipeline();
    const root = instance.startSpan({
      type: 'generic',
      name: 'a',
      tracingOptions: { traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) },
    });
    expect(root).toMatchObject({ traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16), isRootSpan: true });
    const own = instance.startSpan({ type: 'generic', name: 'b', tracingOptions: { traceId: 'not an id' } });
    expect(own.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(own.id).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(memory.spans.map(span => span.id)).size).toBe(2);
  });

  it('never run backwards within a trace, even if the clock of the machine does', async () => {
    const { BaseObservabilityInstance } = await import('../instances/base.ts');
    const { resolveConfig } = await import('../config.ts');
    const memory = new InMemoryExporter();
    let wall = 1_000_000;
    let monotonic = 0;
    const clock = { now: () => wall, monotonic: () => monotonic };
    const instance = new BaseObservabilityInstance(
      'test',
      resolveConfig({ serviceName: 'test', exporters: [memory] }),
      console,
      clock,
    );
    const root = instance.startSpan({ type: 'tool_call', name: 'root' });
    wall -= 500_000;
    monotonic += 20;
    const child = root.createChildSpan({ type: 'tool_call', name: 'child' });
    monotonic += 30;
    child.end();
    root.end();
    const times = Object.fromEntries(
      memory.spans.map(span => [span.name, [span.startTime.getTime(), span.endTime!.getTime()]]),
    );
    expect(times).toEqual({ root: [1_000_000, 1_000_050], child: [1_000_020, 1_000_050] });
    expect(memory.metricsNamed('mastra_tool_duration_ms').map(metric => metric.value)).toEqual([30, 50]);
  });
});

describe('correlation', () => {
  it('is inherited, and names the entity, its parent and the root', () => {
    const { memory, instance } = pipeline({ organizationId: 'org', environment: 'ci' });
    const root = instance.startSpan({
      type: 'agent_run',
      name: 'agent',
      entityType: 'agent',
      entityId: 'a1',
      tracingOptions: { runId: 'r', threadId: 't', userId: 'u', tags: ['x'], metadata: { plan: 'pro' } },
    });
    const generation = root.createChildSpan({ type: 'model_generation', name: 'llm' });
    const tool = generation.createChildSpan({ type: 'tool_call', name: 'tool', entityType: 'tool', entityId: 't1' });
    tool.logger.info('in the tool');
    tool.metrics.counter('n').add(1);
    tool.addScore({ scorerId: 's', score: 1 });
    const expected = {
      entityType: 'tool',
      entityId: 't1',
      parentEntityType: 'agent',
      parentEntityId: 'a1',
      rootEntityType: 'agent',
      rootEntityId: 'a1',
      runId: 'r',
      threadId: 't',
      sessionId: 't',
      userId: 'u',
      organizationId: 'org',
      environment: 'ci',
      serviceName: 'test',
      tags: ['x'],
    };
    expect(memory.spansNamed('tool')[0]).toMatchObject(expected);
    for (const signal of [memory.logs[0]!, memory.metrics[0]!, memory.scores[0]!]) {
      expect(signal).toMatchObject({ traceId: root.traceId, spanId: tool.id, correlationContext: expected });
    }
    expect(memory.spansNamed('llm')[0]).toMatchObject({ entityType: 'agent', entityId: 'a1' });
    expect(memory.rootSpans[0]!.metadata).toEqual({ plan: 'pro' });
    expect(memory.spansNamed('tool')[0]!.metadata).toBeUndefined();
  });

  it('resolves the session: options, parent, thread, default', () => {
    const { instance } = pipeline({ defaultSessionId: 'default' });
    const session = (options: object, parent = null as never) =>
      instance.startSpan({ type: 'generic', name: 'x', parent, tracingOptions: options });
    expect(session({}).correlation.sessionId).toBe('default');
    expect(session({ threadId: 't' }).correlation.sessionId).toBe('t');
    const root = session({ sessionId: 's', threadId: 't' });
    expect(root.correlation.sessionId).toBe('s');
    expect(root.createChildSpan({ type: 'generic', name: 'c' }).correlation.sessionId).toBe('s');
    expect(session({ threadId: 'other' }, root as never).correlation.sessionId).toBe('s');
    expect(session({ sessionId: 'own' }, root as never).correlation.sessionId).toBe('own');
  });

  it('takes values of the request context that were asked for', () => {
    const { memory, instance } = pipeline({ requestContextKeys: ['tenant'] });
    const values: Record<string, unknown> = { tenant: 'acme', user: { plan: 'pro' }, secret: 'x' };
    instance.startSpan({
      type: 'generic',
      name: 'a',
      requestContext: { get: key => values[key] },
      tracingOptions: { requestContextKeys: ['user.plan', 'absent'] },
    });
    expect(memory.spans[0]!.metadata).toEqual({ tenant: 'acme', 'user.plan': 'pro' });
  });

  it('hides input and output where it is told to', () => {
    const { memory, instance } = pipeline();
    const root = instance.startSpan({
      type: 'generic',
      name: 'a',
      input: 1,
      tracingOptions: { hideInput: true, hideOutput: true },
    });
    root.createChildSpan({ type: 'generic', name: 'b', input: 2 }).end({ output: 3 });
    root.end({ output: 4 });
    expect(memory.spans.map(span => [span.input, span.output])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });
});

describe('the ambient span', () => {
  it('is the parent of what starts in it, across awaits, unless told otherwise', async () => {
    const { instance } = pipeline();
    const root = instance.startSpan({ type: 'generic', name: 'root' });
    await runInSpan(root, async () => {
      await new Promise(resolve => setImmediate(resolve));
      expect(getAmbientSpan()).toBe(root);
      expect(instance.startSpan({ type: 'generic', name: 'child' }).parentSpanId).toBe(root.id);
      expect(instance.startSpan({ type: 'generic', name: 'other', parent: null }).parentSpanId).toBeUndefined();
    });
    expect(getAmbientSpan()).toBeUndefined();
  });

  it('of another pipeline is continued under its ids', () => {
    const first = pipeline();
    const second = pipeline();
    const root = first.instance.startSpan({ type: 'generic', name: 'root' });
    const continued = second.instance.startSpan({ type: 'generic', name: 'x', parent: root });
    expect(continued).toMatchObject({ traceId: root.traceId, parentSpanId: root.id });
    expect(second.memory.spans).toHaveLength(1);
  });
});
