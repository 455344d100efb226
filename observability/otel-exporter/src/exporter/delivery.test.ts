import { describe, expect, it } from 'vitest';
import { OtelExporter, type OtelExporterOptions } from '../index.ts';
import type { OtlpProtocol } from '../otlp/signal.ts';
import { GrpcDestination } from '../testing/grpc-destination.ts';
import { pipelineTo, recordAgentRun } from '../testing/pipeline.ts';
import { logsOf, metricsOf, spansOf } from '../testing/received.ts';
import { Wire } from '../testing/wire.ts';

const wire = new Wire();

describe('the delivery of OtelExporter', () => {
  it('has no handler for a signal that is switched off, and the pipeline counts nothing for it', async () => {
    const { observability, instance } = wire.pipeline({ signals: { metric: false, score: false } });
    recordAgentRun(instance);
    await observability.flush();
    const { signals } = observability.health().exporters.otel!;
    expect(signals.metric.delivered + signals.score.delivered).toBe(0);
    expect(signals.tracing.delivered).toBe(5);
    expect(wire.destination.requests('metrics')).toEqual([]);
    expect(wire.logs.some(log => log.eventName === 'gen_ai.evaluation.result')).toBe(false);
  });

  it.each([
    ['a bridge to OpenTelemetry', 'otel', {}, 1],
    ['a bridge, and it is meant so', 'otel', { signals: { tracing: true } }, 0],
    ['a bridge, and spans are its affair', 'otel', { signals: { tracing: false } }, 0],
    ['no bridge', undefined, {}, 0],
  ] as const)('warns of spans that arrive twice: %s', async (_, bridge, options, count) => {
    const warnings: string[] = [];
    const quiet = () => undefined;
    const logger = { debug: quiet, info: quiet, warn: (text: string) => void warnings.push(text), error: quiet };
    const exporter = new OtelExporter({ url: wire.destination.url, ...options });
    await exporter.init({ serviceName: 'shop', logger, ...(bridge && { bridge }) });
    expect(warnings.filter(text => text.includes('signals: { tracing: false }'))).toHaveLength(count);
    await exporter.shutdown();
  });

  it.each(['http/protobuf', 'http/json'] satisfies OtlpProtocol[])('compresses over %s', async protocol => {
    await wire.sendAgentRun({ protocol, compression: 'gzip', headers: { 'x-tenant': 'acme' } });
    expect(wire.destination.accepted.length).toBeGreaterThan(0);
    for (const { headers } of wire.destination.accepted) {
      expect(headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
        'user-agent': expect.stringMatching(/^@mastra\/otel-exporter\/\d/),
        'x-tenant': 'acme',
      });
    }
    expect(wire.span('chat gpt-4').attributes['gen_ai.request.model']).toBe('gpt-4');
  });

  it('says the same over gRPC, compressed, with its headers as metadata', async () => {
    const grpc = await new GrpcDestination().start();
    try {
      const { observability, instance } = pipelineTo(
        new OtelExporter({
          url: grpc.url,
          protocol: 'grpc',
          compression: 'gzip',
          headers: { Authorization: 'Bearer token' },
        }),
      );
      recordAgentRun(instance);
      await observability.shutdown();
      await wire.sendAgentRun();
      const shape = (all: readonly { readonly name: string; readonly attributes?: object }[]) =>
        all.map(one => [one.name, Object.keys(one.attributes ?? {}).sort()]).sort();
      expect(shape(grpc.requests('traces').flatMap(spansOf))).toEqual(shape(wire.spans));
      expect(shape(grpc.requests('metrics').flatMap(metricsOf))).toEqual(shape(wire.metrics));
      expect(grpc.requests('logs').flatMap(logsOf)).toHaveLength(wire.logs.length);
      expect(grpc.metadata.every(metadata => metadata.get('authorization')[0] === 'Bearer token')).toBe(true);
    } finally {
      await grpc.stop();
    }
  });

  it('counts what was refused of a batch that was taken, and says so once', async () => {
    wire.destination.partial = { signal: 'traces', rejected: 2, message: 'span too old' };
    const { observability, instance, warnings } = wire.pipeline();
    recordAgentRun(instance);
    const first = await observability.flush();
    const ledger = () => observability.health().exporters.otel!.signals.tracing;
    expect(ledger()).toMatchObject({ delivered: 3, queued: 0, quarantined: 0 });
    expect(ledger().dropped.invalid).toBe(2);
    const { emitted, dropped, ...places } = ledger();
    expect([...Object.values(places), ...Object.values(dropped)].reduce((a, b) => a + b)).toBe(emitted);
    expect(first.failed).toBe(2);
    expect(observability.health().status).toBe('degraded');
    expect(observability.health().exporters.otel!.lastError).toContain('span too old');
    instance.startSpan({ type: 'generic', name: 'one more' }).end();
    expect((await observability.flush()).failed).toBe(1);
    expect(warnings.filter(line => line.includes('refused'))).toEqual([expect.stringContaining('span too old')]);
  });

  it.each([
    ['an address without a scheme', { url: 'localhost:4318' }, 'OTLP_URL_INVALID', 'http://'],
    ['the path of one signal as base', { url: 'http://a/v1/traces' }, 'OTLP_URL_INVALID', 'leave the path out'],
    ['a protocol that there is not', { protocol: 'thrift' }, 'OTEL_EXPORTER_OPTIONS_INVALID', 'protocol'],
    ['no metric names', { metricNames: [] }, 'OTEL_EXPORTER_OPTIONS_INVALID', 'metricNames'],
    ['a signal that there is not', { signals: { spans: false } }, 'OTEL_EXPORTER_OPTIONS_INVALID', 'spans'],
    ['an unknown key', { endpoint: 'http://a' }, 'EXPORTER_OPTIONS_INVALID', 'endpoint'],
  ])('refuses %s with one error', (_, options, code, hint) => {
    let thrown: unknown;
    try {
      new OtelExporter(options as OtelExporterOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code, message: expect.stringContaining(hint) });
  });
});
