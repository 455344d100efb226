import type { DiagnosticLogger, ObservabilityEvent, SignalProcessor } from '@mastra/core/observability';
import { signalOf, type Withheld } from '../bus/observability.ts';
import { messageOf } from '../delivery/message.ts';

/** Runs an event through the processors, once and in order. What it answers may be exported. */
export class ProcessorPipeline {
  readonly #processors: readonly SignalProcessor[];
  readonly #logger: DiagnosticLogger;
  readonly #withhold: (signal: ReturnType<typeof signalOf>, reason: Withheld) => void;
  readonly #warned = new Set<string>();

  constructor(
    processors: readonly SignalProcessor[],
    logger: DiagnosticLogger,
    withhold: (signal: ReturnType<typeof signalOf>, reason: Withheld) => void,
  ) {
    this.#processors = processors;
    this.#logger = logger;
    this.#withhold = withhold;
  }

  get isEmpty(): boolean {
    return this.#processors.length === 0;
  }

  /** `undefined`: filtered, or a processor failed. Either way the event is counted, and never exported raw. */
  run(event: ObservabilityEvent): ObservabilityEvent | undefined {
    if (this.isEmpty) return event;
    let current = event;
    for (const processor of this.#processors) {
      let next: ObservabilityEvent | undefined;
      try {
        next = processor.process(current);
      } catch (error) {
        this.#failed(processor, messageOf(error));
        this.#withhold(signalOf(event), 'processor_error');
        return undefined;
      }
      if (next === undefined || next === null) {
        this.#withhold(signalOf(event), 'filtered');
        return undefined;
      }
      if (!isOfKind(next, event)) {
        // An asynchronous processor: whatever becomes of it, nobody is to hear of it as an unhandled rejection.
        if (next instanceof Promise) next.catch(() => undefined);
        this.#failed(processor, 'it answered something else than an event of the same signal (a promise?)');
        this.#withhold(signalOf(event), 'processor_error');
        return undefined;
      }
      current = next;
    }
    return current;
  }

  async shutdown(): Promise<void> {
    for (const processor of this.#processors) {
      try {
        await processor.shutdown?.();
      } catch (error) {
        this.#failed(processor, messageOf(error));
      }
    }
  }

  #failed(processor: SignalProcessor, why: string): void {
    if (this.#warned.has(processor.name)) return;
    this.#warned.add(processor.name);
    this.#logger.warn(
      `[observability] processor '${processor.name}' failed: ${why}. Its events are dropped and counted as processor_error, not exported.`,
    );
  }
}

/** The same signal, with its payload: nothing else can be routed and counted. */
function isOfKind(next: ObservabilityEvent, given: ObservabilityEvent): boolean {
  if (signalOf(next) !== signalOf(given)) return false;
  const payload: unknown =
    'exportedSpan' in given ? (next as { exportedSpan?: unknown }).exportedSpan : (next as never)[given.type];
  return typeof payload === 'object' && payload !== null;
}
