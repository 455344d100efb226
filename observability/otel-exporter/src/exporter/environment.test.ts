import { describe, expect, it } from 'vitest';
import { resourceEnvironment, signalEnvironment, temporalityEnvironment } from './environment.ts';
import { resourceAttributes } from './resource-attributes.ts';
import { clientSettings } from './settings.ts';

const ENV = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example',
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example/write',
  OTEL_EXPORTER_OTLP_HEADERS: 'api-key=abc%3D, x-tenant = acme',
  OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-tenant=logs',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc',
  OTEL_EXPORTER_OTLP_TIMEOUT: '2500',
  OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
};

describe('the environment', () => {
  it('says where and how a signal goes, the special before the general', () => {
    expect(clientSettings('traces', {}, ENV)).toEqual({
      exporter: 'OtelExporter',
      url: 'https://collector.example',
      headers: { 'api-key': 'abc=', 'x-tenant': 'acme' },
      protocol: 'http/json',
      timeoutMs: 2500,
      compression: 'gzip',
    });
    expect(clientSettings('logs', {}, ENV).headers).toEqual({ 'api-key': 'abc=', 'x-tenant': 'logs' });
    expect(clientSettings('metrics', {}, ENV)).toMatchObject({
      urls: { metrics: 'https://metrics.example/write' },
      protocol: 'grpc',
    });
  });

  it('gives its credentials to no other address', () => {
    const settings = clientSettings('traces', { url: 'https://elsewhere.example' }, ENV);
    expect(settings).toEqual({ exporter: 'OtelExporter', url: 'https://elsewhere.example', headers: {} });
    const own = clientSettings('metrics', { urls: { metrics: 'https://elsewhere.example/m' } }, ENV);
    expect(own.headers).toEqual({});
  });

  it('is overruled by options, header by header', () => {
    const settings = clientSettings('traces', { protocol: 'grpc', headers: { 'x-tenant': 'mine' } }, ENV);
    expect(settings).toMatchObject({ protocol: 'grpc', headers: { 'api-key': 'abc=', 'x-tenant': 'mine' } });
  });

  it('is as good as silent where it makes no sense', () => {
    const env = {
      OTEL_EXPORTER_OTLP_PROTOCOL: 'carrier-pigeon',
      OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
      OTEL_EXPORTER_OTLP_HEADERS: 'no-equals,=no-key,bad=%zz',
    };
    expect(signalEnvironment('traces', env)).toEqual({ headers: { bad: '%zz' } });
    expect(temporalityEnvironment({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'sometimes' })).toBeUndefined();
    expect(temporalityEnvironment({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Delta' })).toBe('delta');
  });

  it('is as good as absent where it is empty', () => {
    const env = { ...ENV, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: '', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: ' ' };
    expect(signalEnvironment('traces', env)).toMatchObject({ protocol: 'http/json', timeoutMs: 2500 });
  });

  it('adds to the resource what nobody closer says', () => {
    const env = { OTEL_SERVICE_NAME: 'env-name', OTEL_RESOURCE_ATTRIBUTES: 'service.name=lost,team=a%20b,region=eu' };
    expect(resourceEnvironment(env)).toEqual({ 'service.name': 'env-name', team: 'a b', region: 'eu' });
    const sources = { instanceId: 'i', env };
    expect(resourceAttributes(sources)).toMatchObject({ 'service.name': 'env-name', 'service.instance.id': 'i' });
    expect(
      resourceAttributes({ ...sources, serviceName: 'app', environment: 'prod', given: { region: 'us' } }),
    ).toMatchObject({
      'service.name': 'app',
      'deployment.environment.name': 'prod',
      'telemetry.sdk.name': 'mastra',
      'telemetry.sdk.language': 'nodejs',
      region: 'us',
      team: 'a b',
    });
    expect(resourceAttributes({ instanceId: 'i', env: {} })['service.name']).toBe('unknown_service:node');
  });
});
