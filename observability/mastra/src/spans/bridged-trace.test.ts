import {
  type AnyExportedSpan,
  type BridgeParent,
  type BridgeSpanOptions,
  getAmbientSpan,
  type ObservabilityBridge,
  type ObservabilityConfig,
  type OpenBridgedSpan,
  runInSpan,
  type TracingEvent,
} from '@mastra/core/observability';
import { expect, test } from 'vitest';
import { InMemoryExporter, Observability } from '../index.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const ACTIVE: BridgeParent = { traceId: TRACE, spanId: 'b7ad6b7169203331', sampled: true, traceState: 'vendor=1' };

/** Another tracing system, small enough to see all of it. */
class Counterpart implements OpenBridgedSpan {
  readonly children: Counterpart[] = [];
  readonly endings: (AnyExportedSpan | undefined)[] = [];
  runs = 0;
  readonly traceId: string;
  readonly spanId: string | undefined;
  readonly options: BridgeSpanOptions | undefined;

  constructor(traceId: string, spanId?: string, options?: BridgeSpanOptions) {
    this.traceId = traceId;
    this.spanId = spanId;
    this.options = options;
  }

  run<T>(fn: () => T): T {
    this.runs++;
    return fn();
  }

  startChild(options: BridgeSpanOptions): Counterpart {
    if (!this.spanId) return this;
    const child = new Counterpart(this.traceId, `00000000000000${this.children.length + 20}`, options);
    this.children.push(child);
    return child;
  }

  end(exported: AnyExportedSpan | undefined): void {
    this.endings.push(exported);
  }
}

function bridged(options: Partial<ObservabilityConfig> = {}, active?: BridgeParent) {
  const roots: Counterpart[] = [];
  const parents: (BridgeParent | undefined)[] = [];
  const leftOut: Counterpart[] = [];
  let quiet = 0;
  const bridge: ObservabilityBridge = {
    name: 'counterpart',
    activeSpan: () => active,
    startTrace({ parent, ...rest }) {
      parents.push(parent);
      roots.push(new Counterpart(parent?.traceId ?? 'f'.repeat(32), `00000000000000${10 + roots.length}`, rest));
      return roots.at(-1);
    },
    leaveOut(traceId) {
      leftOut.push(new Counterpart(traceId));
      return leftOut.at(-1);
    },
    quietly(work) {
      quiet++;
      return work();
    },
  };
  const memory = new InMemoryExporter();
  const observability = new Observability({ serviceName: 'test', exporters: [memory], ...options, bridge });
  const instance = observability.getDefaultInstance();
  return { instance, memory, roots, parents, leftOut, quiet: () => quiet };
}

const generic = { type: 'generic', name: 'run' } as const;

test('spans take the ids of their counterparts, which start and end with them, once', () => {
  const { instance, memory, roots } = bridged();
  const root = instance.startSpan(generic);
  const child = root.createChildSpan(generic);
  root.createEventSpan({ type: 'model_chunk', name: 'moment' });
  expect(root).toMatchObject({ traceId: 'f'.repeat(32), id: '0000000000000010' });
  expect(child).toMatchObject({ traceId: root.traceId, id: '0000000000000020', parentSpanId: root.id });
  root.end();
  child.end();
  expect(memory.spans.map(span => span.id)).toEqual(['0000000000000010', '0000000000000020', '0000000000000021']);
  const [counterpart] = roots;
  expect([counterpart, ...counterpart!.children].map(one => one?.endings.map(span => span?.id))).toEqual(
    memory.spans.map(span => [span.id]),
  );
  expect(Math.floor(counterpart!.options!.startTime)).toBe(memory.spans[0]?.startTime.getTime());
});

test('code in a span runs in its counterpart, and a span without one as ever', () => {
  const { instance, roots } = bridged();
  const root = instance.startSpan(generic);
  expect(runInSpan(root, () => runInSpan(root, getAmbientSpan))).toBe(root);
  expect(roots[0]?.runs).toBe(2);
  const plain = new Observability({ serviceName: 'test', exporters: [] }).getDefaultInstance().startSpan(generic);
  expect(plain.bridged).toBeUndefined();
  expect(runInSpan(plain, getAmbientSpan)).toBe(plain);
});

test('what is told at the end has passed the processors; what they keep back is not told', () => {
  const mark = {
    name: 'mark',
    process: <E>(event: E) =>
      ({ ...event, exportedSpan: { ...(event as TracingEvent).exportedSpan, name: 'marked' } }) as E,
  };
  const changed = bridged({ processors: [mark] });
  changed.instance.startSpan(generic).end();
  expect(changed.roots[0]?.endings).toMatchObject([{ name: 'marked' }]);
  const kept = bridged({ processors: [{ name: 'none', process: () => undefined }] });
  kept.instance.startSpan(generic).end();
  expect(kept.roots[0]?.endings).toEqual([undefined]);
});

test('the active span is the parent of a root, unless the options name another or none', () => {
  const { instance, memory, parents } = bridged({}, ACTIVE);
  instance.startSpan(generic).end();
  instance.startSpan({ ...generic, parent: null }).end();
  const given = { traceId: 'e'.repeat(32), parentSpanId: 'd'.repeat(16) };
  instance.startSpan({ ...generic, tracingOptions: given }).end();
  instance.startSpan({ ...generic, tracingOptions: { traceId: TRACE } }).end();
  expect(memory.spans.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
    [TRACE, ACTIVE.spanId],
    ['f'.repeat(32), undefined],
    [given.traceId, given.parentSpanId],
    [TRACE, ACTIVE.spanId],
  ]);
  expect(parents.map(parent => parent?.spanId)).toEqual([ACTIVE.spanId, undefined, given.parentSpanId, ACTIVE.spanId]);
});

test('an active span with ids that are none is no parent', () => {
  const { instance, memory } = bridged({}, { traceId: 'x', spanId: 'y', sampled: true });
  instance.startSpan(generic).end();
  expect(memory.spans[0]).toMatchObject({ traceId: 'f'.repeat(32), parentSpanId: undefined });
});

test('a trace that is sampled out: left out on the other side too, under ids of its own', () => {
  const { instance, roots, leftOut } = bridged({ sampling: { type: 'custom', sampler: () => false } });
  const root = instance.startSpan(generic);
  const child = root.createChildSpan(generic);
  root.end();
  expect(roots).toEqual([]);
  expect(leftOut.map(one => one.traceId)).toEqual([root.traceId]);
  expect(child.bridged).toBe(root.bridged);
  expect(new Set([root.id, child.id]).size).toBe(2);
});

test('inside an active span that is not sampled, and with `never`, the other side is left alone', () => {
  const inside = bridged({}, { ...ACTIVE, sampled: false });
  expect(inside.instance.startSpan(generic)).toMatchObject({ isRecording: false, traceId: TRACE, bridged: undefined });
  const never = bridged({ sampling: { type: 'never' } }, ACTIVE);
  expect(never.instance.startSpan(generic)).toMatchObject({ isRecording: false, traceId: TRACE, bridged: undefined });
  expect([...inside.leftOut, ...never.leftOut, ...inside.roots, ...never.roots]).toEqual([]);
});

test('exporters without a queue are called quietly', async () => {
  const { instance, quiet } = bridged();
  instance.startSpan(generic).end();
  const before = quiet();
  expect(before).toBeGreaterThan(1);
  await instance.flush();
  expect(quiet()).toBeGreaterThan(before);
});
