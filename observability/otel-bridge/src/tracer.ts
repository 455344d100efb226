import type { AnyExportedSpan, BridgeSpanOptions } from '@mastra/core/observability';
import { type Context, type Span, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { describe } from './describe.ts';
import type { OtelBridgeOptions } from './options.ts';
import { canActivate, isSuppressed } from './otel-context.ts';
import { OtelSpan, type SpanMaker } from './span.ts';
import { spanStart } from './span-start.ts';
import type { Troubles } from './troubles.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.ts';

/** Makes OpenTelemetry spans for ours with the provider's tracer, and lets none of its failures out. */
export class BridgeTracer implements SpanMaker {
  readonly #given: TracerProvider | undefined;
  readonly #includeContent: boolean;
  readonly #troubles: Troubles;
  #provider: TracerProvider | undefined;
  #tracer: Tracer | undefined;
  #isActivationChecked = false;

  constructor({ tracerProvider, includeContent = false }: OtelBridgeOptions, troubles: Troubles) {
    this.#given = tracerProvider;
    this.#includeContent = includeContent;
    this.#troubles = troubles;
  }

  start({ type, startTime }: BridgeSpanOptions, parent: Context): OtelSpan | undefined {
    try {
      const { name, kind, attributes } = spanStart(type);
      const span = this.#currentTracer().startSpan(name, { kind, attributes, startTime }, parent);
      if (isSpanOfItsOwn(span, parent)) {
        this.#checkActivation();
        return new OtelSpan(span, parent, this);
      }
      if (!isSuppressed(parent)) this.#troubles.tell('noProvider');
    } catch (error) {
      this.failed(error);
    }
    return undefined;
  }

  describe(span: Span, exported: AnyExportedSpan): void {
    describe(span, exported, this.#includeContent);
  }

  failed(error: unknown): void {
    this.#troubles.tell('failed', error);
  }

  /** The global provider may be taken out and replaced while the program runs. */
  #currentTracer(): Tracer {
    const provider = this.#given ?? trace.getTracerProvider();
    if (provider !== this.#provider || this.#tracer === undefined) {
      this.#provider = provider;
      this.#tracer = provider.getTracer(PACKAGE_NAME, PACKAGE_VERSION);
    }
    return this.#tracer;
  }

  #checkActivation(): void {
    if (this.#isActivationChecked) return;
    this.#isActivationChecked = true;
    if (!canActivate()) this.#troubles.tell('noContextManager');
  }
}

/** What stands in where no SDK is registered hands out no ids, or those of the parent. */
function isSpanOfItsOwn(span: Span, parent: Context): boolean {
  const made = span.spanContext();
  return trace.isSpanContextValid(made) && made.spanId !== trace.getSpanContext(parent)?.spanId;
}
