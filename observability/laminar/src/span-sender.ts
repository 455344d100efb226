import type { AnyExportedSpan } from '@mastra/core/observability';
import { inTurns } from '@mastra/observability/exporters';
import { OtlpClient, otlpResource, toReadableSpan } from '@mastra/otel-exporter';
import type { ResolvedOptions } from './options.ts';
import { spanAttributes } from './span-attributes.ts';
import type { SpanPath } from './span-paths.ts';
import { VERSION } from './version.ts';

type Resource = ReturnType<typeof otlpResource>;

const SCOPE = { name: '@mastra/laminar', version: VERSION };
/** OpenTelemetry's `SpanKind.INTERNAL`; Laminar has types of its own. */
const INTERNAL = 0;

/** Sends spans to Laminar's OTLP endpoint. */
export class SpanSender {
  /** Of spans that name none. */
  serviceName = 'unknown_service';
  readonly #client: OtlpClient;
  readonly #resources = new Map<string, Resource>();

  constructor({ apiKey, baseUrl, headers, timeoutMs }: ResolvedOptions) {
    this.#client = new OtlpClient({
      exporter: 'LaminarExporter',
      urls: { traces: `${baseUrl}/v1/traces` },
      protocol: 'http/protobuf',
      timeoutMs,
      headers: { Authorization: `Bearer ${apiKey}`, ...headers },
    });
  }

  async send(
    spans: readonly AnyExportedSpan[],
    pathOf: (span: AnyExportedSpan) => SpanPath | undefined,
  ): Promise<void> {
    const readable = await inTurns(spans, span =>
      toReadableSpan(span, {
        name: span.name,
        kind: INTERNAL,
        attributes: spanAttributes(span, pathOf(span)),
        resource: this.#resourceOf(span),
        scope: SCOPE,
      }),
    );
    await this.#client.sendSpans(readable);
  }

  close(): Promise<void> {
    return this.#client.shutdown();
  }

  #resourceOf({ serviceName = this.serviceName, environment }: AnyExportedSpan): Resource {
    const key = `${serviceName}\n${environment ?? ''}`;
    const known = this.#resources.get(key);
    if (known) return known;
    const resource = otlpResource({ 'service.name': serviceName, 'deployment.environment': environment });
    this.#resources.set(key, resource);
    return resource;
  }
}
