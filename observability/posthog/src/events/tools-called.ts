import type { AnyExportedSpan, TracingEvent } from '@mastra/core/observability';
import { isRecord } from '@mastra/observability/exporters';

/** Generations that are remembered at most; the oldest is forgotten. */
const CAPACITY = 5_000;

/** The attribute by which `ToolsCalled` tells of them. */
export const TOOLS_CALLED = 'toolsCalled';

/**
 * The names of the tools that a generation called in all of its steps. PostHog looks for them in what a generation
 * answered, and the answer of a run of several steps is that of the last.
 */
export class ToolsCalled {
  readonly #byGeneration = new Map<string, string[]>();

  /** Hears every span that ends, steps before their generation, and answers it with what is known of it. */
  observe(event: TracingEvent): TracingEvent {
    const { exportedSpan: span } = event;
    if (event.type !== 'span.ended') return event;
    if (span.type === 'model_step' && span.parentSpanId)
      this.#add(`${span.traceId}:${span.parentSpanId}`, namesOf(span));
    if (span.type !== 'model_generation') return event;
    const key = `${span.traceId}:${span.id}`;
    const names = this.#byGeneration.get(key);
    this.#byGeneration.delete(key);
    if (!names) return event;
    return { ...event, exportedSpan: { ...span, attributes: { ...span.attributes, [TOOLS_CALLED]: names } } };
  }

  #add(key: string, names: readonly string[]): void {
    if (names.length === 0) return;
    const known = this.#byGeneration.get(key);
    if (known) known.push(...names);
    else this.#byGeneration.set(key, [...names]);
    if (this.#byGeneration.size <= CAPACITY) return;
    for (const oldest of this.#byGeneration.keys()) {
      this.#byGeneration.delete(oldest);
      return;
    }
  }
}

function namesOf({ output }: AnyExportedSpan): readonly string[] {
  const calls = isRecord(output) && Array.isArray(output.toolCalls) ? output.toolCalls : [];
  return calls.flatMap(call => (isRecord(call) && typeof call.toolName === 'string' ? [call.toolName] : []));
}
