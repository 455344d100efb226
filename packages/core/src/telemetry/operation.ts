import type { AnySpan } from '../observability/types/index.ts';
import { closeSpan, type Ending } from './endings.ts';

/** One call without steps, such as an embedding or a reranking. */
export class Operation {
  readonly span: AnySpan;
  readonly #recordOutputs: boolean;
  readonly #onClosed: () => void;
  #calls = 0;

  constructor(span: AnySpan, recordOutputs: boolean, onClosed: () => void) {
    this.span = span;
    this.#recordOutputs = recordOutputs;
    this.#onClosed = onClosed;
  }

  /** The model is called: more than once where there are more values than fit into one call. */
  countCall(): void {
    this.#calls++;
  }

  end(event: unknown): void {
    const output = this.#recordOutputs ? outputOf(event) : undefined;
    const tokens = tokensOf(event);
    this.#finish(
      {},
      output,
      tokens === undefined ? {} : { usage: { inputTokens: tokens, inputDetails: { text: tokens } } },
    );
  }

  close(ending: Ending): void {
    this.#finish(ending, undefined, {});
  }

  #finish(ending: Ending, output: unknown, attributes: Record<string, unknown>): void {
    if (this.span.isEnded) return;
    closeSpan(this.span, ending, {
      output,
      attributes: { ...attributes, ...(this.#calls > 0 && { modelCalls: this.#calls }) },
    });
    this.#onClosed();
  }
}

/** Vectors are told by their shape: their numbers say nothing to a reader. */
function outputOf(event: unknown): unknown {
  const { embedding, ranking } = event as { embedding?: readonly unknown[]; ranking?: readonly Ranked[] };
  if (Array.isArray(ranking))
    return { ranking: ranking.map(({ originalIndex, score }) => ({ index: originalIndex, score })) };
  if (!Array.isArray(embedding)) return undefined;
  const first: unknown = embedding[0];
  return Array.isArray(first)
    ? { count: embedding.length, dimensions: first.length }
    : { count: 1, dimensions: embedding.length };
}

interface Ranked {
  readonly originalIndex: number;
  readonly score: number;
}

function tokensOf(event: unknown): number | undefined {
  const tokens = (event as { usage?: { tokens?: unknown } }).usage?.tokens;
  return typeof tokens === 'number' && Number.isFinite(tokens) ? tokens : undefined;
}
