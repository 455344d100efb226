import { injectContext } from '@mastra/observability';
import { context, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { afterEach, expect, test } from 'vitest';
import { bridged } from './testing/application.ts';
import { expectJoined } from './testing/expect-joined.ts';
import { idOf, parentIdOf, Telemetry, unregister } from './testing/telemetry.ts';

afterEach(unregister);

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const generic = { type: 'generic', name: 'run' } as const;
const tracer = () => trace.getTracer('program');
/** A call that is instrumented, inside one of our spans. */
const call = (span: { readonly bridged?: { run<T>(fn: () => T): T } }) => {
  const work = () => tracer().startSpan('call').end();
  return span.bridged ? span.bridged.run(work) : work();
};
const within = <T>(traceFlags: number, work: () => T): T =>
  context.with(
    trace.setSpanContext(context.active(), { traceId: TRACE, spanId: CALLER, traceFlags, isRemote: true }),
    work,
  );

test('the decision of the active span holds for the run', () => {
  const telemetry = new Telemetry().register();
  const { memory, instance } = bridged({}, { sampling: { type: 'ratio', probability: 0 } });
  within(0, () => {
    const span = instance.startSpan(generic);
    expect(span).toMatchObject({ traceId: TRACE, isRecording: false });
    call(span);
    span.end();
  });
  expect(memory.spans).toEqual([]);
  expect(telemetry.spans).toEqual([]);
  within(1, () => {
    const span = instance.startSpan(generic);
    expect(span).toMatchObject({ traceId: TRACE, isRecording: true });
    call(span);
    span.end();
  });
  expect(telemetry.tree).toBe('run\n  call');
  expect(parentIdOf(telemetry.named('run'))).toBe(`${TRACE}/${CALLER}`);
  expectJoined(memory, telemetry);
});

test('a trace that OpenTelemetry leaves out is recorded here all the same, under the ids that it would have had', () => {
  const telemetry = new Telemetry({ sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }) }).register();
  const { memory, instance } = bridged({});
  const span = instance.startSpan(generic);
  const child = span.createChildSpan(generic);
  expect(child.bridged?.run(() => trace.getActiveSpan()?.spanContext())).toMatchObject({
    traceId: span.traceId,
    spanId: child.id,
    traceFlags: 0,
  });
  span.end();
  expect(memory.spans).toHaveLength(2);
  expect(telemetry.spans).toEqual([]);
});

test('a trace that our sampling leaves out is not half recorded by OpenTelemetry', () => {
  const telemetry = new Telemetry().register();
  const { memory, instance } = bridged({}, { sampling: { type: 'custom', sampler: () => false } });
  const span = instance.startSpan(generic);
  const child = span.createChildSpan(generic);
  expect(child.id).not.toBe(span.id);
  call(span);
  call(child);
  child.bridged?.run(() => call(span));
  expect(child.bridged?.run(() => trace.getActiveSpan()?.spanContext())).toMatchObject({
    traceId: span.traceId,
    traceFlags: 0,
  });
  expect(injectContext(child).traceparent).toBe(`00-${span.traceId}-${child.id}-00`);
  span.end();
  expect(memory.spans).toEqual([]);
  expect(telemetry.spans).toEqual([]);
});

test('the trace ids of what is kept do not undo the ratio that kept them', () => {
  const telemetry = new Telemetry().register();
  const { memory, instance } = bridged({}, { sampling: { type: 'ratio', probability: 0.5 } });
  for (let i = 0; i < 200; i++) instance.startSpan(generic).end();
  expect(memory.spans.length).toBeGreaterThan(50);
  expect(memory.spans.length).toBeLessThan(150);
  expectJoined(memory, telemetry);
  expect(telemetry.spans).toHaveLength(memory.spans.length);
});

test('where our pipeline records no trace at all, OpenTelemetry is left alone', () => {
  const telemetry = new Telemetry().register();
  const { memory, instance } = bridged({}, { sampling: { type: 'never' } });
  const span = instance.startSpan(generic);
  call(span);
  span.end();
  tracer().startActiveSpan('request', request => {
    const inside = instance.startSpan(generic);
    expect(inside.traceId).toBe(request.spanContext().traceId);
    call(inside);
    inside.end();
    request.end();
  });
  expect(telemetry.tree).toBe('call\nrequest\n  call');
  expect(memory.spans).toEqual([]);
});

test('a run that is given its trace: both sides continue that', () => {
  const telemetry = new Telemetry().register();
  const { memory, instance } = bridged({});
  const given = { traceId: TRACE, parentSpanId: CALLER, traceState: 'vendor=1' };
  tracer().startActiveSpan('request', request => {
    const span = instance.startSpan({ ...generic, tracingOptions: given });
    expect(span).toMatchObject({ traceId: TRACE, parentSpanId: CALLER });
    expect(injectContext(span)).toMatchObject({ traceparent: `00-${TRACE}-${span.id}-01`, tracestate: 'vendor=1' });
    span.end();
    request.end();
  });
  expect(parentIdOf(telemetry.named('run'))).toBe(`${TRACE}/${CALLER}`);
  expect(telemetry.named('run').spanContext().traceState?.serialize()).toBe('vendor=1');
  expectJoined(memory, telemetry);
});

test('a trace id without a parent is kept too', () => {
  const telemetry = new Telemetry().register();
  const { memory, instance } = bridged({});
  const span = instance.startSpan({ ...generic, tracingOptions: { traceId: TRACE } });
  expect(span).toMatchObject({ traceId: TRACE, parentSpanId: undefined });
  span.end();
  expectJoined(memory, telemetry);
});

test('a root that is asked for is one on both sides, and `sampled: false` holds', () => {
  const telemetry = new Telemetry({ sampler: new AlwaysOnSampler() }).register();
  const { memory, instance } = bridged({});
  tracer().startActiveSpan('request', request => {
    instance.startSpan({ ...generic, parent: null }).end();
    const leftOut = instance.startSpan({ ...generic, name: 'left out', tracingOptions: { sampled: false } });
    call(leftOut);
    leftOut.end();
    request.end();
  });
  expect(telemetry.tree).toBe('request\n  call\nrun');
  expect(memory.spans[0]?.parentSpanId).toBeUndefined();
  expectJoined(memory, telemetry);
});

test('two pipelines, each with a bridge: the inner run hangs below the outer one', () => {
  const telemetry = new Telemetry().register();
  const outer = bridged({});
  const inner = bridged({});
  const span = outer.instance.startSpan({ ...generic, name: 'outer' });
  span.bridged?.run(() =>
    tracer().startActiveSpan('between', between => {
      inner.instance.startSpan({ ...generic, name: 'inner', parent: span }).end();
      between.end();
    }),
  );
  const sibling = span.createChildSpan({ ...generic, name: 'sibling' });
  sibling.bridged?.run(() => inner.instance.startSpan({ ...generic, name: 'from afar', parent: span }).end());
  span.end();
  expect(telemetry.tree).toBe('outer\n  between\n    inner\n  sibling\n  from afar');
  expect(inner.memory.spans.map(one => one.parentSpanId)).toEqual([span.id, span.id]);
  expect(idOf(telemetry.named('inner'))).toBe(`${span.traceId}/${inner.memory.spansNamed('inner')[0]?.id}`);
});
