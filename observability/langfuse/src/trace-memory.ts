import type { AnyExportedSpan } from '@mastra/core/observability';
import { BoundedMap } from '@mastra/observability/exporters';
import { shortMetadata } from './metadata.ts';
import { type PromptLink, promptLink } from './prompt.ts';

/** What a root says of its whole trace. */
export interface TraceFacts {
  readonly name: string;
  /** Values to filter by, as texts. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly prompt?: PromptLink;
}

/** Traces that are remembered. An older one lacks only that its late spans can be found by its name. */
const MAX_TRACES = 5000;

/**
 * Remembers what the roots of running traces say, because Langfuse looks for observations, not for traces: a span is
 * found by the name and the metadata of its trace only if it carries them itself.
 */
export class TraceMemory {
  readonly #facts = new BoundedMap<string, TraceFacts>(MAX_TRACES);

  observe(span: AnyExportedSpan): void {
    if (!span.isRootSpan) return;
    this.#facts.set(span.traceId, {
      name: span.name,
      metadata: shortMetadata(span.metadata),
      prompt: promptLink(span.metadata),
    });
  }

  of(traceId: string): TraceFacts | undefined {
    return this.#facts.get(traceId);
  }
}
