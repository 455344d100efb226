import { z } from 'zod';
import type { OtelDestination } from '../exporter/options.ts';
import { OTLP_PROTOCOLS, type OtlpProtocol } from '../otlp/signal.ts';
import { checked } from './options.ts';

export interface LocalOptions {
  /** @default 'http://localhost:4318', over gRPC 'http://localhost:4317' */
  readonly url?: string;
  /** @default 'http/protobuf' */
  readonly protocol?: OtlpProtocol;
}

/** An OpenTelemetry Collector, Grafana Alloy, a self-hosted SigNoz or whatever else listens on OTLP's ports. */
export function collector(options: LocalOptions = {}): OtelDestination {
  return local('collector', options);
}

/** The Datadog Agent with its OTLP receiver on (`otlp_config`), logs included (`otlp_config.logs.enabled`). */
export function datadogAgent(options: LocalOptions = {}): OtelDestination {
  return { ...local('datadogAgent', options), temporality: 'delta' };
}

/** Takes traces and nothing else. */
export function jaeger(options: LocalOptions = {}): OtelDestination {
  return {
    ...local('jaeger', options),
    signals: { log: false, metric: false, score: false, feedback: false },
  };
}

function local(preset: string, options: LocalOptions): OtelDestination {
  const { url, protocol } = checked(
    preset,
    { url: z.string().optional(), protocol: z.enum(OTLP_PROTOCOLS).default('http/protobuf') },
    options,
  );
  return { url: url ?? (protocol === 'grpc' ? 'http://localhost:4317' : 'http://localhost:4318'), protocol };
}
