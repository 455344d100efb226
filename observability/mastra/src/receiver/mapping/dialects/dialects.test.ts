import { InMemoryStore, type ObservabilityStorage, type SpanRecord } from '@mastra/core/storage';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DefaultExporter } from '../../../exporters/default.ts';
import { Observability } from '../../../instances/observability.ts';
import { RecordingLogger } from '../../../testing/destination.ts';
import { createOtlpReceiver, type OtlpReceiver } from '../../receiver.ts';
import { FIXTURES } from '../../testing/fixtures/index.ts';
import { requestOf, spanIdOf, traceIdOf } from '../../testing/fixtures/request.ts';
import { encodeProtobuf } from '../../testing/protobuf.ts';

const engines = [
  ['InMemoryStore', () => new InMemoryStore(), 'application/json'],
  ['DuckDBStore', () => new DuckDBStore({ path: ':memory:' }), 'application/x-protobuf'],
] as const;

describe.each(engines)('what other SDKs send, read from %s', (_, newStore, type) => {
  const observability = new Observability({
    serviceName: 'collector',
    exporters: [new DefaultExporter()],
    processors: [],
  });
  const storage = newStore();
  let receiver: OtlpReceiver;
  let store: ObservabilityStorage;

  beforeAll(async () => {
    await storage.init();
    store = (await storage.getStore('observability'))!;
    observability.attach({ storage, logger: new RecordingLogger() });
    receiver = createOtlpReceiver({ observability });
    for (const [number, fixture] of FIXTURES.entries()) {
      const request = requestOf(fixture, number);
      const body =
        type === 'application/json' ? JSON.stringify(request) : encodeProtobuf('TraceRequest', withBytes(request));
      const headers = { 'content-type': type };
      const answer = await receiver.handle(
        new Request('http://localhost/v1/traces', { method: 'POST', headers, body }),
      );
      expect(answer.status).toBe(200);
      expect((await answer.arrayBuffer()).byteLength).toBeLessThanOrEqual(2);
    }
    await observability.flush();
  });
  afterAll(async () => {
    await observability.shutdown();
    await storage.close();
  });

  describe.each(FIXTURES.map((fixture, number) => [fixture.sdk, fixture, number] as const))(
    '%s',
    (_sdk, fixture, number) => {
      it.each(fixture.spans.map((span, place) => [span.name, span, place] as const))(
        '%s',
        async (_name, span, place) => {
          const { spans } = (await store.getTrace({ traceId: traceIdOf(number) }))!;
          const stored = spans.find(one => one.spanId === spanIdOf(place));
          expect(stored).toMatchObject(span.stored);
          expect(stored?.parentSpanId).toBe(span.parent === undefined ? undefined : spanIdOf(span.parent));
          expectBuckets(stored!);
        },
      );
    },
  );

  it('has tokens and costs once, in the metrics too', async () => {
    const sum = async (name: string, serviceName: string) =>
      (await store.getMetricAggregate({ name: [name], aggregation: 'sum', filters: { serviceName } })).value;
    // The request to the provider within the call is not counted beside it.
    expect(await sum('mastra_model_input_tokens', 'AI SDK')).toBe(500 + 2005);
    expect(await sum('mastra_model_cache_read_tokens', 'OpenInference')).toBe(1000);
    expect(await sum('mastra_model_cost_usd', 'OpenInference')).toBeGreaterThan(0.0021 - 1e-9);
    expect(await sum('mastra_model_input_tokens', 'Pydantic AI')).toBe(90);
    expect(await sum('mastra_tool_calls_ended', 'OpenLLMetry')).toBe(1);
    expect(await sum('mastra_agent_runs_ended', 'Pydantic AI')).toBe(2);
  });
});

/** The kinds of tokens never overlap, and sum to the totals. */
function expectBuckets({ attributes }: SpanRecord): void {
  const { usage } = (attributes ?? {}) as { usage?: Record<string, Record<string, number> | number> };
  const sum = (details: unknown) => Object.values((details ?? {}) as Record<string, number>).reduce((a, b) => a + b, 0);
  expect(sum(usage?.inputDetails)).toBe(usage?.inputTokens ?? 0);
  expect(sum(usage?.outputDetails)).toBe(usage?.outputTokens ?? 0);
}

/** Ids as bytes, as protobuf has them. */
function withBytes(value: unknown): object {
  const copy = (one: unknown, key = ''): unknown => {
    if (typeof one === 'string' && /^(?:traceId|spanId|parentSpanId)$/.test(key)) return Buffer.from(one, 'hex');
    if (Array.isArray(one)) return one.map(item => copy(item));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, item]) => [name, copy(item, name)]));
  };
  return copy(value) as object;
}
