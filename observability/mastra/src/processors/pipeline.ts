import type { DiagnosticLogger, ObservabilityEvent, SignalProcessor } from '@mastra/core/observability';
import { signalOf, type Withheld } from '../bus/observability.ts';
import { messageOf } from '../delivery/message.ts';
import { checkedAnswer, payloadOf } from './checked-answer.ts';
import { SensitiveDataFilter } from './sensitive-data.ts';

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

  /**
   * `undefined`: filtered, or a processor failed. Either way the event is counted, and never exported raw. Never throws,
   * whatever a processor returns.
   */
  run(event: ObservabilityEvent): ObservabilityEvent | undefined {
    if (this.isEmpty) return event;
    const signal = signalOf(event);
    let current = event;
    for (const processor of this.#processors) {
      let why = 'it returned no complete event of the same signal (a promise?)';
      try {
        // Read before: a processor may change the event in place.
        const given = payloadOf(current);
        const next = processor.process(current);
        if (next === undefined || next === null) {
          this.#withhold(signal, 'filtered');
          return undefined;
        }
        const checked = processor.constructor === SensitiveDataFilter ? next : checkedAnswer(next, signal, given);
        if (checked) {
          current = checked;
          continue;
        }
        // An asynchronous processor: whatever becomes of it, nobody is to hear of it as an unhandled rejection.
        if (next instanceof Promise) next.catch(() => undefined);
      } catch (error) {
        why = messageOf(error);
      }
      this.#failed(processor, why);
      this.#withhold(signal, 'processor_error');
      return undefined;
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
