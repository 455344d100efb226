import { z } from 'zod';
import type { OtelDestination } from '../exporter/options.ts';
import { checked, fromEnvironment, required } from './options.ts';

export interface HoneycombOptions {
  /** An ingest key. @default HONEYCOMB_API_KEY */
  readonly apiKey?: string;
  /** @default 'us' */
  readonly region?: 'us' | 'eu';
  /** The dataset of metrics. Traces and logs sort themselves by service. @default 'unknown_metrics', by Honeycomb */
  readonly metricsDataset?: string;
}

export function honeycomb(options: HoneycombOptions = {}): OtelDestination {
  const { apiKey, region, metricsDataset } = checked(
    'honeycomb',
    {
      apiKey: required('HONEYCOMB_API_KEY'),
      region: z.enum(['us', 'eu']).default('us'),
      metricsDataset: z.string().optional(),
    },
    { ...options, apiKey: fromEnvironment(options.apiKey, 'HONEYCOMB_API_KEY') },
  );
  return {
    url: region === 'eu' ? 'https://api.eu1.honeycomb.io' : 'https://api.honeycomb.io',
    headers: { 'x-honeycomb-team': apiKey },
    ...(metricsDataset && { signalHeaders: { metrics: { 'x-honeycomb-dataset': metricsDataset } } }),
  };
}

export interface GrafanaCloudOptions {
  /** The stack's OTLP endpoint, for example `https://otlp-gateway-prod-eu-west-2.grafana.net/otlp`. */
  readonly url: string;
  readonly instanceId: string;
  /** An access policy token. @default GRAFANA_CLOUD_TOKEN */
  readonly token?: string;
}

export function grafanaCloud(options: GrafanaCloudOptions): OtelDestination {
  const { url, instanceId, token } = checked(
    'grafanaCloud',
    { url: required(), instanceId: required(), token: required('GRAFANA_CLOUD_TOKEN') },
    { ...options, token: fromEnvironment(options.token, 'GRAFANA_CLOUD_TOKEN') },
  );
  return {
    url,
    headers: { authorization: `Basic ${Buffer.from(`${instanceId}:${token}`).toString('base64')}` },
    // Mimir keeps Prometheus's counters, which never begin anew.
    temporality: 'cumulative',
  };
}

export interface NewRelicOptions {
  /** @default NEW_RELIC_LICENSE_KEY */
  readonly licenseKey?: string;
  /** @default 'us' */
  readonly region?: 'us' | 'eu';
}

export function newRelic(options: NewRelicOptions = {}): OtelDestination {
  const { licenseKey, region } = checked(
    'newRelic',
    { licenseKey: required('NEW_RELIC_LICENSE_KEY'), region: z.enum(['us', 'eu']).default('us') },
    { ...options, licenseKey: fromEnvironment(options.licenseKey, 'NEW_RELIC_LICENSE_KEY') },
  );
  return {
    url: region === 'eu' ? 'https://otlp.eu01.nr-data.net' : 'https://otlp.nr-data.net',
    headers: { 'api-key': licenseKey },
    compression: 'gzip',
    temporality: 'delta',
  };
}

export interface SigNozCloudOptions {
  /** @default SIGNOZ_INGESTION_KEY */
  readonly ingestionKey?: string;
  readonly region: 'us' | 'eu' | 'in';
}

export function signozCloud(options: SigNozCloudOptions): OtelDestination {
  const { ingestionKey, region } = checked(
    'signozCloud',
    { ingestionKey: required('SIGNOZ_INGESTION_KEY'), region: z.enum(['us', 'eu', 'in']) },
    { ...options, ingestionKey: fromEnvironment(options.ingestionKey, 'SIGNOZ_INGESTION_KEY') },
  );
  return { url: `https://ingest.${region}.signoz.cloud`, headers: { 'signoz-ingestion-key': ingestionKey } };
}

export interface Dash0Options {
  /** @default DASH0_AUTH_TOKEN */
  readonly authToken?: string;
  /** For example `eu-west-1`. */
  readonly region: string;
  /** @default 'default', by Dash0 */
  readonly dataset?: string;
}

export function dash0(options: Dash0Options): OtelDestination {
  const { authToken, region, dataset } = checked(
    'dash0',
    { authToken: required('DASH0_AUTH_TOKEN'), region: required(), dataset: z.string().optional() },
    { ...options, authToken: fromEnvironment(options.authToken, 'DASH0_AUTH_TOKEN') },
  );
  return {
    url: `https://ingress.${region}.aws.dash0.com`,
    headers: { authorization: `Bearer ${authToken}`, ...(dataset && { 'dash0-dataset': dataset }) },
  };
}

export interface DynatraceOptions {
  /** The `abc12345` of `https://abc12345.live.dynatrace.com`. */
  readonly environmentId: string;
  /** With the scopes `openTelemetryTrace.ingest`, `logs.ingest` and `metrics.ingest`. @default DYNATRACE_API_TOKEN */
  readonly apiToken?: string;
}

export function dynatrace(options: DynatraceOptions): OtelDestination {
  const { environmentId, apiToken } = checked(
    'dynatrace',
    { environmentId: required(), apiToken: required('DYNATRACE_API_TOKEN') },
    { ...options, apiToken: fromEnvironment(options.apiToken, 'DYNATRACE_API_TOKEN') },
  );
  return {
    url: `https://${environmentId}.live.dynatrace.com/api/v2/otlp`,
    // It takes neither JSON nor gRPC, and no cumulative metrics.
    protocol: 'http/protobuf',
    headers: { authorization: `Api-Token ${apiToken}` },
    temporality: 'delta',
  };
}
