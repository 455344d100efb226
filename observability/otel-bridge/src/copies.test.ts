import { trace } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { expectJoined } from './testing/expect-joined.ts';
import { Telemetry, unregister } from './testing/telemetry.ts';

afterEach(unregister);

/** All of our packages once more, as a process has them that loads them as ES modules and as CommonJS. */
async function copy() {
  vi.resetModules();
  const [{ OtelBridge }, { bridged }, { runInSpan, getAmbientSpan }] = await Promise.all([
    import('./index.ts'),
    import('./testing/application.ts'),
    import('@mastra/core/observability'),
  ]);
  return { OtelBridge, bridged, runInSpan, getAmbientSpan };
}

test('two copies of the packages in one process nest in each other', async () => {
  const telemetry = new Telemetry().register();
  const [one, other] = [await copy(), await copy()];
  expect(other.OtelBridge).not.toBe(one.OtelBridge);
  expect(other.runInSpan).not.toBe(one.runInSpan);
  const outer = one.bridged({});
  const inner = other.bridged({});
  const span = outer.instance.startSpan({ type: 'generic', name: 'outer' });
  other.runInSpan(span, () => {
    expect(one.getAmbientSpan()).toBe(span);
    trace.getTracer('program').startActiveSpan('between', between => {
      inner.instance.startSpan({ type: 'generic', name: 'inside' }).end();
      between.end();
    });
  });
  inner.instance.startSpan({ type: 'generic', name: 'from afar', parent: span }).end();
  span.end();
  expect(telemetry.tree).toBe('outer\n  between\n    inside\n  from afar');
  expectJoined(outer.memory, telemetry);
  expect(inner.memory.spans.map(({ parentSpanId }) => parentSpanId)).toEqual([span.id, span.id]);
});
