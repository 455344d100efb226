import type { AnyExportedSpan } from '@mastra/core/observability';
import { BoundedMap } from '@mastra/observability/exporters';
import { hasFailed } from './span.ts';

const MAX_REMEMBERED = 10_000;
const MAX_MESSAGES = 20;
/** A shorter message may well be part of another one by chance. */
const MIN_QUOTED = 8;

/**
 * Tells the span where an error happened from those that it only passed through on its way up. A child ends before its
 * parent, so an error whose message a span below has had, or that quotes such a message, is not the span's own.
 */
export class ErrorOrigins {
  /** Messages of the errors below a span, by the span. */
  readonly #below = new BoundedMap<string, readonly string[]>(MAX_REMEMBERED);
  /** What was decided: a batch may come again. */
  readonly #decided = new BoundedMap<string, boolean>(MAX_REMEMBERED);

  /** To be asked of every span, failed or not, children first. */
  isOrigin(span: AnyExportedSpan): boolean {
    const key = keyOf(span.traceId, span.id);
    const known = this.#decided.get(key);
    if (known !== undefined) return known;
    const below = this.#below.get(key) ?? [];
    const message = hasFailed(span) ? span.errorInfo?.message : undefined;
    const isOwn = message !== undefined && !below.some(other => repeats(message, other));
    this.#decided.set(key, isOwn);
    const passedOn = isOwn ? [...below, message] : below;
    if (span.parentSpanId !== undefined && passedOn.length > 0) {
      this.#addBelow(keyOf(span.traceId, span.parentSpanId), passedOn);
    }
    return isOwn;
  }

  #addBelow(key: string, messages: readonly string[]): void {
    const all = new Set([...(this.#below.get(key) ?? []), ...messages]);
    this.#below.set(key, [...all].slice(-MAX_MESSAGES));
  }
}

function repeats(message: string, other: string): boolean {
  return message === other || (other.length >= MIN_QUOTED && message.includes(other));
}

const keyOf = (traceId: string, spanId: string): string => `${traceId}/${spanId}`;
