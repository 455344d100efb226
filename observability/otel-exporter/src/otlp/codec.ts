import { loadPeer } from '@mastra/observability';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { answerOf, type OtlpAnswer } from './answer.ts';
import { metricsRequest, type OtlpMetrics } from './metrics-request.ts';
import { METRICS_SCHEMA } from './metrics-schema.ts';
import { encodeProtobuf } from './protobuf-writer.ts';
import type { OtlpProtocol } from './signal.ts';

/** Turns what is sent of one signal into bytes, and the destination's answer into words. */
export interface SignalCodec<T> {
  encode(items: T): Uint8Array;
  decode(answer: Uint8Array): OtlpAnswer;
}

export interface OtlpCodec {
  readonly traces: SignalCodec<readonly ReadableSpan[]>;
  readonly logs: SignalCodec<readonly ReadableLogRecord[]>;
  readonly metrics: SignalCodec<OtlpMetrics>;
}

/** OpenTelemetry's official encoders, which its own exporters use, loaded with the first batch. */
export async function loadCodec(exporter: string, protocol: OtlpProtocol): Promise<OtlpCodec> {
  const otlp = await loadPeer(
    exporter,
    '@opentelemetry/otlp-transformer',
    () => import('@opentelemetry/otlp-transformer'),
  );
  const json = protocol === 'http/json';
  const metrics = json ? otlp.JsonMetricsSerializer : otlp.ProtobufMetricsSerializer;
  return {
    traces: codecOf(json ? otlp.JsonTraceSerializer : otlp.ProtobufTraceSerializer),
    logs: codecOf(json ? otlp.JsonLogsSerializer : otlp.ProtobufLogsSerializer),
    metrics: {
      encode: given => {
        const request = metricsRequest(given);
        return json
          ? Buffer.from(JSON.stringify(request))
          : encodeProtobuf(METRICS_SCHEMA, 'ExportMetricsServiceRequest', request);
      },
      decode: bytes => decoded(metrics, bytes),
    },
  };
}

interface Serializer<T> {
  serializeRequest(items: T): Uint8Array | undefined;
  deserializeResponse(bytes: Uint8Array): Parameters<typeof answerOf>[0];
}

function codecOf<T>(serializer: Serializer<T[]>): SignalCodec<readonly T[]> {
  return {
    encode: items => serializer.serializeRequest([...items]) ?? new Uint8Array(),
    decode: bytes => decoded(serializer, bytes),
  };
}

/** A destination that took the batch and answers in a form of its own has taken it all the same. */
function decoded(serializer: Pick<Serializer<never>, 'deserializeResponse'>, bytes: Uint8Array): OtlpAnswer {
  try {
    return answerOf(serializer.deserializeResponse(bytes) ?? {});
  } catch {
    return { rejected: 0 };
  }
}
