import { SEMRESATTRS_PROJECT_NAME } from '@arizeai/openinference-semantic-conventions';
import type { AnyExportedSpan } from '@mastra/core/observability';
import { inTurns, timeOf } from '@mastra/observability/exporters';
import { attributesOf, OtlpClient, otlpResource, type SpanMoment, toReadableSpan } from '@mastra/otel-exporter';
import { openInferenceAttributes } from './open-inference/span-attributes.ts';
import type { ArizeConfig } from './options.ts';

type Resource = ReturnType<typeof otlpResource>;

const SCOPE = { name: '@mastra/arize' };
/** OpenTelemetry's `SpanKind.INTERNAL`; OpenInference has kinds of its own. */
const INTERNAL = 0;

/** Sends spans as OpenInference over OTLP. */
export class SpanSender {
  /** Of spans that name none. */
  serviceName = 'unknown_service';
  readonly #config: ArizeConfig;
  readonly #client: OtlpClient;
  readonly #resources = new Map<string, Resource>();
  readonly #warn: (message: string) => void;

  constructor(config: ArizeConfig, warn: (message: string) => void) {
    this.#config = config;
    this.#warn = warn;
    this.#client = new OtlpClient({
      exporter: 'ArizeExporter',
      urls: { traces: `${config.baseUrl}/v1/traces` },
      // The only encoding that Phoenix takes.
      protocol: 'http/protobuf',
      compression: 'gzip',
      headers: config.headers,
      timeoutMs: config.timeoutMs,
    });
  }

  async send(spans: readonly AnyExportedSpan[]): Promise<void> {
    const readable = await inTurns(spans, span =>
      toReadableSpan(span, {
        name: span.name,
        kind: INTERNAL,
        attributes: attributesOf(openInferenceAttributes(span, this.#config.includeContent)),
        events: firstToken(span),
        resource: this.#resourceOf(span),
        scope: SCOPE,
      }),
    );
    const { rejected, message } = await this.#client.sendSpans(readable);
    // By the protocol such a batch is not sent again.
    if (rejected > 0)
      this.#warn(`[observability] arize refused ${rejected} of ${spans.length} spans: ${message ?? 'no reason given'}`);
  }

  close(): Promise<void> {
    return this.#client.shutdown();
  }

  #resourceOf({ serviceName = this.serviceName, environment }: AnyExportedSpan): Resource {
    const key = `${serviceName}\n${environment ?? ''}`;
    const known = this.#resources.get(key);
    if (known) return known;
    const project = this.#config.projectName ?? serviceName;
    const resource = otlpResource({
      [SEMRESATTRS_PROJECT_NAME]: project,
      // Arize's name for it from before there were projects.
      model_id: project,
      'service.name': serviceName,
      'deployment.environment.name': environment,
    });
    this.#resources.set(key, resource);
    return resource;
  }
}

/** The event by which OpenInference's instrumentations tell of it. */
function firstToken({ attributes }: AnyExportedSpan): readonly SpanMoment[] {
  const time = timeOf(attributes?.completionStartTime);
  return time === undefined ? [] : [{ name: 'First Token Stream Event', time: new Date(time) }];
}
