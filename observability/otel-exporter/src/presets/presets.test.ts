import { MastraError } from '@mastra/core/error';
import { SIGNALS, type Signal } from '@mastra/core/observability';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OtelDestination } from '../exporter/options.ts';
import { OtelExporter } from '../exporter/otel-exporter.ts';
import { clientSettings } from '../exporter/settings.ts';
import { endpointOf } from '../otlp/endpoint.ts';
import { presets } from './index.ts';

const HANDLERS = {
  tracing: 'onTracingEvent',
  log: 'onLogEvent',
  metric: 'onMetricEvent',
  score: 'onScoreEvent',
  feedback: 'onFeedbackEvent',
} as const satisfies Record<Signal, string>;

/** What the exporter makes of a preset: where each kind goes, with which headers, and what it takes. */
function sent(preset: OtelDestination) {
  const exporter = new OtelExporter(preset);
  const to = (signal: 'traces' | 'logs' | 'metrics') => {
    const settings = clientSettings(signal, preset, {});
    return { url: endpointOf(signal, settings, settings.protocol ?? 'http/protobuf'), headers: settings.headers };
  };
  return {
    traces: to('traces'),
    logs: to('logs'),
    metrics: to('metrics'),
    temporality: preset.temporality,
    compression: preset.compression,
    signals: SIGNALS.filter(signal => typeof exporter[HANDLERS[signal]] === 'function'),
  };
}

function everySignal(base: string, headers: Record<string, string>) {
  return {
    traces: { url: `${base}/v1/traces`, headers },
    logs: { url: `${base}/v1/logs`, headers },
    metrics: { url: `${base}/v1/metrics`, headers },
    temporality: undefined as string | undefined,
    compression: undefined as string | undefined,
    signals: [...SIGNALS] as Signal[],
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('presets', () => {
  it('know Honeycomb, in both regions', () => {
    const headers = { 'x-honeycomb-team': 'key' };
    expect(sent(presets.honeycomb({ apiKey: 'key' }))).toEqual(everySignal('https://api.honeycomb.io', headers));
    expect(sent(presets.honeycomb({ apiKey: 'key', region: 'eu', metricsDataset: 'm' }))).toEqual({
      ...everySignal('https://api.eu1.honeycomb.io', headers),
      metrics: {
        url: 'https://api.eu1.honeycomb.io/v1/metrics',
        headers: { ...headers, 'x-honeycomb-dataset': 'm' },
      },
    });
  });

  it('know Grafana Cloud, whose endpoint has a path', () => {
    const url = 'https://otlp-gateway-prod-eu-west-2.grafana.net/otlp';
    expect(sent(presets.grafanaCloud({ url, instanceId: '123', token: 'glc' }))).toEqual({
      ...everySignal(url, { authorization: `Basic ${btoa('123:glc')}` }),
      temporality: 'cumulative',
    });
  });

  it('know New Relic', () => {
    const expected = { temporality: 'delta', compression: 'gzip' };
    expect(sent(presets.newRelic({ licenseKey: 'key' }))).toEqual({
      ...everySignal('https://otlp.nr-data.net', { 'api-key': 'key' }),
      ...expected,
    });
    expect(sent(presets.newRelic({ licenseKey: 'key', region: 'eu' }))).toEqual({
      ...everySignal('https://otlp.eu01.nr-data.net', { 'api-key': 'key' }),
      ...expected,
    });
  });

  it('know SigNoz, Dash0 and Dynatrace', () => {
    expect(sent(presets.signozCloud({ region: 'in', ingestionKey: 'key' }))).toEqual(
      everySignal('https://ingest.in.signoz.cloud', { 'signoz-ingestion-key': 'key' }),
    );
    expect(sent(presets.dash0({ region: 'eu-west-1', authToken: 'key', dataset: 'd' }))).toEqual(
      everySignal('https://ingress.eu-west-1.aws.dash0.com', { authorization: 'Bearer key', 'dash0-dataset': 'd' }),
    );
    expect(sent(presets.dynatrace({ environmentId: 'abc12345', apiToken: 'key' }))).toEqual({
      ...everySignal('https://abc12345.live.dynatrace.com/api/v2/otlp', { authorization: 'Api-Token key' }),
      temporality: 'delta',
    });
  });

  it('send Axiom what it has a dataset for', () => {
    const { traces, metrics, signals } = sent(presets.axiom({ token: 'key', tracesDataset: 't', metricsDataset: 'm' }));
    expect(signals).toEqual(['tracing', 'metric']);
    expect(traces.headers).toEqual({ authorization: 'Bearer key', 'x-axiom-dataset': 't' });
    expect(metrics.headers).toEqual({ authorization: 'Bearer key', 'x-axiom-metrics-dataset': 'm' });
    expect(sent(presets.axiom({ token: 'key', logsDataset: 'l' })).signals).toEqual(['log', 'score', 'feedback']);
  });

  it('send Traceloop and Jaeger what they take', () => {
    expect(sent(presets.traceloop({ apiKey: 'key' }))).toEqual({
      ...everySignal('https://api.traceloop.com', { authorization: 'Bearer key' }),
      signals: ['tracing', 'metric'],
    });
    expect(sent(presets.jaeger()).signals).toEqual(['tracing']);
  });

  it('know what listens on this machine', () => {
    expect(sent(presets.collector())).toEqual(everySignal('http://localhost:4318', {}));
    expect(sent(presets.collector({ protocol: 'grpc' })).traces.url).toBe('http://localhost:4317/');
    expect(sent(presets.collector({ url: 'http://alloy:4318' })).logs.url).toBe('http://alloy:4318/v1/logs');
    expect(sent(presets.datadogAgent()).temporality).toBe('delta');
  });

  it('take credentials from the environment', () => {
    vi.stubEnv('HONEYCOMB_API_KEY', 'from-env');
    expect(presets.honeycomb().headers).toEqual({ 'x-honeycomb-team': 'from-env' });
  });

  it.each([
    ['HONEYCOMB_API_KEY', () => presets.honeycomb()],
    ['NEW_RELIC_LICENSE_KEY', () => presets.newRelic()],
    ['TRACELOOP_API_KEY', () => presets.traceloop()],
    ['DASH0_AUTH_TOKEN', () => presets.dash0({ region: 'eu-west-1' })],
  ])('say that %s is missing', (variable, make) => {
    vi.stubEnv(variable, '');
    let thrown: unknown;
    try {
      make();
    } catch (error) {
      thrown = error;
    }
    expect(MastraError.is(thrown) && thrown.code).toBe('OTEL_PRESET_OPTIONS_INVALID');
    expect(String(thrown)).toContain(variable);
  });
});
