import type { OtlpTemporality } from '../otlp/metrics-request.ts';
import {
  OTLP_COMPRESSIONS,
  OTLP_PROTOCOLS,
  type OtlpCompression,
  type OtlpProtocol,
  type OtlpSignal,
} from '../otlp/signal.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What OpenTelemetry's environment variables say of one signal. */
export interface SignalEnvironment {
  readonly url?: string;
  /** Whole, as it is. */
  readonly signalUrl?: string;
  readonly protocol?: OtlpProtocol;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression?: OtlpCompression;
  readonly timeoutMs?: number;
}

/**
 * Reads `OTEL_EXPORTER_OTLP_ENDPOINT`, `_PROTOCOL`, `_HEADERS`, `_COMPRESSION` and `_TIMEOUT`, and their forms for one
 * signal (`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, …), which win. An empty value, and one that is none of those
 * allowed, are as good as absent, as the specification has it.
 */
export function signalEnvironment(signal: OtlpSignal, env: Environment): SignalEnvironment {
  const read = (name: string) =>
    text(env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`]) ?? text(env[`OTEL_EXPORTER_OTLP_${name}`]);
  const timeoutMs = Number(read('TIMEOUT') ?? Number.NaN);
  return {
    url: text(env.OTEL_EXPORTER_OTLP_ENDPOINT),
    signalUrl: text(env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`]),
    protocol: oneOf(OTLP_PROTOCOLS, read('PROTOCOL')),
    headers: {
      ...keyValues(env.OTEL_EXPORTER_OTLP_HEADERS),
      ...keyValues(env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`]),
    },
    compression: oneOf(OTLP_COMPRESSIONS, read('COMPRESSION')),
    timeoutMs: timeoutMs > 0 ? timeoutMs : undefined,
  };
}

/** Reads `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`, which wins. */
export function resourceEnvironment(env: Environment): Readonly<Record<string, string>> {
  const name = text(env.OTEL_SERVICE_NAME);
  return { ...keyValues(env.OTEL_RESOURCE_ATTRIBUTES), ...(name && { 'service.name': name }) };
}

/** Reads `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. */
export function temporalityEnvironment(env: Environment): OtlpTemporality | undefined {
  switch (text(env.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE)?.toLowerCase()) {
    case 'delta':
    case 'lowmemory':
      return 'delta';
    case 'cumulative':
      return 'cumulative';
    default:
      return undefined;
  }
}

/** `key=value,key=value`, with percent-encoded values. */
function keyValues(list: string | undefined): Record<string, string> {
  const entries = (list ?? '').split(',').flatMap(pair => {
    const at = pair.indexOf('=');
    const key = pair.slice(0, at).trim();
    return at > 0 && key !== '' ? [[key, decoded(pair.slice(at + 1).trim())]] : [];
  });
  return Object.fromEntries(entries);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined): T | undefined {
  return allowed.find(one => one === value);
}

function text(value: string | undefined): string | undefined {
  return value?.trim() || undefined;
}
