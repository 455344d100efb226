import { loadPeer, rethrow } from '@mastra/observability';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { answerOf, type OtlpAnswer } from './answer.ts';
import { writeLog } from './log-message.ts';
import type { MessageWriter } from './message-writer.ts';
import { metricsRequest, type OtlpMetrics } from './metrics-request.ts';
import { METRICS_SCHEMA } from './metrics-schema.ts';
import { encodeProtobuf } from './protobuf-writer.ts';
import { encodeRecords } from './records-request.ts';
import type { OtlpProtocol } from './signal.ts';
import { writeSpan } from './span-message.ts';

/** Turns what is sent of one signal into bytes, and the destination's answer into words. */
export interface SignalCodec<T> {
  encode(items: T): Promise<Uint8Array>;
  decode(answer: Uint8Array): OtlpAnswer;
}

export interface OtlpCodec {
  readonly traces: SignalCodec<readonly ReadableSpan[]>;
  readonly logs: SignalCodec<readonly ReadableLogRecord[]>;
  readonly metrics: SignalCodec<OtlpMetrics>;
}

/**
 * Messages of OTLP. JSON, and what destinations answer, are left to OpenTelemetry's own encoder, which is loaded with the
 * first batch. Protobuf is written here: theirs takes several times as long for texts, holds the event loop for a whole
 * batch, and has no exemplars, which are what leads from a slow measurement to its trace.
 */
export async function loadCodec(exporter: string, protocol: OtlpProtocol): Promise<OtlpCodec> {
  const otlp = await loadPeer(exporter, '@opentelemetry/otlp-transformer', () =>
    import('@opentelemetry/otlp-transformer').catch(rethrow),
  );
  if (protocol === 'http/json') {
    return {
      traces: jsonCodec(otlp.JsonTraceSerializer),
      logs: jsonCodec(otlp.JsonLogsSerializer),
      metrics: {
        encode: async metrics => Buffer.from(JSON.stringify(metricsRequest(metrics))),
        decode: bytes => decoded(otlp.JsonMetricsSerializer, bytes),
      },
    };
  }
  return {
    traces: recordCodec(writeSpan, otlp.ProtobufTraceSerializer),
    logs: recordCodec(writeLog, otlp.ProtobufLogsSerializer),
    metrics: {
      encode: async metrics => encodeProtobuf(METRICS_SCHEMA, 'ExportMetricsServiceRequest', metricsRequest(metrics)),
      decode: bytes => decoded(otlp.ProtobufMetricsSerializer, bytes),
    },
  };
}

interface Serializer<T> {
  serializeRequest(items: T): Uint8Array | undefined;
  deserializeResponse(bytes: Uint8Array): Parameters<typeof answerOf>[0];
}

function jsonCodec<T>(serializer: Serializer<T[]>): SignalCodec<readonly T[]> {
  return {
    encode: async items => serializer.serializeRequest([...items]) ?? new Uint8Array(),
    decode: bytes => decoded(serializer, bytes),
  };
}

function recordCodec<R extends ReadableSpan | ReadableLogRecord>(
  write: (to: MessageWriter, record: R) => void,
  serializer: Pick<Serializer<never>, 'deserializeResponse'>,
): SignalCodec<readonly R[]> {
  // The last batch tells how large the next one will be.
  let bytesPerRecord = 1024;
  return {
    async encode(records) {
      const bytes = await encodeRecords(records, write, records.length * bytesPerRecord * 1.1);
      if (records.length > 0) bytesPerRecord = bytes.length / records.length;
      return bytes;
    },
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
