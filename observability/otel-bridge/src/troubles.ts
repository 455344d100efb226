import type { DiagnosticLogger } from '@mastra/core/observability';

const TEXTS = {
  noProvider:
    'no OpenTelemetry SDK records, so spans are made without it. Register a tracer provider before the first run, ' +
    'trace.setGlobalTracerProvider(provider), or give the bridge one: new OtelBridge({ tracerProvider }).',
  noContextManager:
    'OpenTelemetry has no context manager, so what is instrumented cannot hang below our spans. Register one: ' +
    'context.setGlobalContextManager(new AsyncLocalStorageContextManager()).',
  failed: 'OpenTelemetry failed, and the run goes on without it:',
} as const;

/** Says each trouble once, outside the pipeline. */
export class Troubles {
  readonly #told = new Set<keyof typeof TEXTS>();
  #logger: DiagnosticLogger = console;

  set logger(logger: DiagnosticLogger) {
    this.#logger = logger;
  }

  tell(trouble: keyof typeof TEXTS, ...details: readonly unknown[]): void {
    if (this.#told.has(trouble)) return;
    this.#told.add(trouble);
    this.#logger.warn(`[otel-bridge] ${TEXTS[trouble]}`, ...details);
  }
}
