import type { LoggerContext, MetricsContext } from './context.ts';
import type { TracingContext } from './tracing.ts';

/** What every tool, step and processor finds in its context argument. */
export interface ObservabilityContextMixin {
  /** The current span and the ids of the run. */
  readonly tracing: TracingContext;
  readonly logger: LoggerContext;
  readonly metrics: MetricsContext;
  /** @deprecated Use `tracing`. */
  readonly tracingContext: TracingContext;
}

export type ObservabilityContext = ObservabilityContextMixin;
