import type { AnyExportedSpan } from '@mastra/core/observability';
import { inTurns } from '@mastra/observability/exporters';
import { OtlpClient, otlpResource, toReadableSpan } from '@mastra/otel-exporter';
import type { ResolvedOptions } from './options.ts';
import { spanAttributes } from './span-attributes.ts';
import type { TraceFacts } from './trace-memory.ts';
import { VERSION } from './version.ts';

type Resource = ReturnType<typeof otlpResource>;

const SCOPE = { name: '@mastra/langfuse', version: VERSION };
/** OpenTelemetry's `SpanKind.INTERNAL`; Langfuse does not look at it. */
const INTERNAL = 0;
/** Langfuse's current way in: observations are there at once, rather than after up to ten minutes. */
const INGESTION_VERSION = '4';

/** Sends spans to Langfuse's OTLP endpoint. */
export class SpanSender {
  /** Of spans that name none. */
  serviceName = 'unknown_service';
  readonly #options: ResolvedOptions;
  readonly #client: OtlpClient;
  readonly #resources = new Map<string, Resource>();

  constructor(options: ResolvedOptions) {
    const { publicKey, secretKey, baseUrl, headers, timeoutMs } = options;
    this.#options = options;
    this.#client = new OtlpClient({
      exporter: 'LangfuseExporter',
      urls: { traces: `${baseUrl}/api/public/otel/v1/traces` },
      protocol: 'http/protobuf',
      compression: 'gzip',
      timeoutMs,
      headers: {
        Authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString('base64')}`,
        'x-langfuse-ingestion-version': INGESTION_VERSION,
        'x-langfuse-sdk-name': '@mastra/langfuse',
        'x-langfuse-sdk-version': VERSION,
        ...headers,
      },
    });
  }

  async send(spans: readonly AnyExportedSpan[], factsOf: (traceId: string) => TraceFacts | undefined): Promise<void> {
    const readable = await inTurns(spans, span =>
      toReadableSpan(span, {
        name: span.name,
        kind: INTERNAL,
        attributes: spanAttributes(span, factsOf(span.traceId), this.#options),
        resource: this.#resourceOf(span.serviceName ?? this.serviceName),
        scope: SCOPE,
      }),
    );
    await this.#client.sendSpans(readable);
  }

  close(): Promise<void> {
    return this.#client.shutdown();
  }

  #resourceOf(serviceName: string): Resource {
    const known = this.#resources.get(serviceName);
    if (known) return known;
    const resource = otlpResource({ 'service.name': serviceName, 'telemetry.sdk.language': 'nodejs' });
    this.#resources.set(serviceName, resource);
    return resource;
  }
}
