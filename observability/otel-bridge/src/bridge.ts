import type {
  BridgeParent,
  BridgeTraceOptions,
  DiagnosticLogger,
  ObservabilityBridge,
  OpenBridgedSpan,
} from '@mastra/core/observability';
import { LeftOutTrace } from './left-out.ts';
import { type OtelBridgeOptions, parseOptions } from './options.ts';
import { QUIET_CONTEXT, runWithin } from './otel-context.ts';
import { activeParent, contextOfRoot } from './parent.ts';
import { BridgeTracer } from './tracer.ts';
import { Troubles } from './troubles.ts';

/**
 * Makes every span of ours an OpenTelemetry span too, under the same ids and active while the span's code runs. A run
 * inside an instrumented HTTP request belongs to that request's trace, and what is instrumented inside a run (HTTP
 * calls, databases, the program's own OpenTelemetry spans) hangs below the tool or step that did it.
 *
 * Without an OpenTelemetry SDK it says so once and changes nothing.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'my-app', bridge: new OtelBridge() } });
 */
export class OtelBridge implements ObservabilityBridge {
  readonly name = 'otel';
  readonly #troubles = new Troubles();
  readonly #tracer: BridgeTracer;
  readonly #onFailure = (error: unknown) => this.#troubles.tell('failed', error);

  /** @throws `MastraError` `OTEL_BRIDGE_OPTIONS_INVALID` */
  constructor(options: OtelBridgeOptions = {}) {
    this.#tracer = new BridgeTracer(parseOptions(options), this.#troubles);
  }

  init({ logger }: { readonly logger: DiagnosticLogger }): void {
    this.#troubles.logger = logger;
  }

  activeSpan(): BridgeParent | undefined {
    return this.#attempt(activeParent);
  }

  startTrace({ parent, ...options }: BridgeTraceOptions): OpenBridgedSpan | undefined {
    return this.#attempt(() => this.#tracer.start(options, contextOfRoot(parent)));
  }

  leaveOut(traceId: string): OpenBridgedSpan | undefined {
    return this.#attempt(() => new LeftOutTrace(traceId, this.#onFailure));
  }

  quietly<T>(work: () => T): T {
    return runWithin(QUIET_CONTEXT, work, this.#onFailure);
  }

  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#onFailure(error);
      return undefined;
    }
  }
}
