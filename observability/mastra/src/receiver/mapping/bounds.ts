import {
  type AnyExportedSpan,
  CORRELATION_TEXT_FIELDS,
  type CorrelationContext,
  type FeedbackEvent,
  type LogEvent,
  type ScoreEvent,
  type SpanErrorInfo,
  type SpanLink,
} from '@mastra/core/observability';
import { MAX_TEXT, shortened } from '../wire/values.ts';

/** Characters that a field of a received record may have. What is cut says so. */
export const FIELD_LIMITS = Object.freeze({
  /** Names of spans, errors and events. */
  name: 1024,
  /** Ids, tags and other short fields. */
  id: 512,
  /** Messages of errors, reasons and comments. */
  message: 65_536,
  stack: 262_144,
  tags: 128,
  links: 128,
  /** Log messages, and each text in attributes, inputs, outputs, data and metadata. */
  text: MAX_TEXT,
});

/** The fields of a span beside its correlation, payloads and attributes. */
export function boundedSpan(span: AnyExportedSpan): AnyExportedSpan {
  const { name, errorInfo, links } = span;
  return {
    ...span,
    name: shortened(name, FIELD_LIMITS.name),
    ...(errorInfo && { errorInfo: boundedError(errorInfo) }),
    ...(links && { links: boundedLinks(links) }),
  };
}

export function boundedEvent<E extends LogEvent | ScoreEvent | FeedbackEvent>(event: E): E {
  switch (event.type) {
    case 'log':
      return { ...event, log: fields(event.log, { logId: 'id' }) };
    case 'score':
      return {
        ...event,
        score: fields(event.score, {
          scoreId: 'id',
          scorerId: 'id',
          scorerVersion: 'id',
          scoreTraceId: 'id',
          reason: 'message',
        }),
      };
    case 'feedback':
      return {
        ...event,
        feedback: fields(event.feedback, {
          feedbackId: 'id',
          feedbackType: 'id',
          feedbackSource: 'id',
          feedbackUserId: 'id',
          messageId: 'id',
          comment: 'message',
          value: 'message',
        }),
      };
  }
}

/** Bounds the texts and tags of a correlation. */
export function boundedCorrelation(correlation: CorrelationContext): CorrelationContext {
  const { tags } = correlation;
  const copy: Record<string, unknown> = { ...correlation, ...(tags && { tags: boundedTags(tags) }) };
  for (const field of CORRELATION_TEXT_FIELDS) {
    const value = copy[field];
    if (typeof value === 'string') copy[field] = shortened(value, FIELD_LIMITS.id);
  }
  return copy;
}

function fields<T extends { readonly correlationContext?: CorrelationContext }>(
  record: T,
  limits: Partial<Record<keyof T, 'id' | 'message' | 'text'>>,
): T {
  const copy = { ...record } as Record<string, unknown>;
  for (const [field, kind] of Object.entries(limits)) {
    const value = copy[field];
    if (typeof value === 'string') copy[field] = shortened(value, FIELD_LIMITS[kind as 'id']);
  }
  const { correlationContext } = record;
  if (correlationContext) copy.correlationContext = boundedCorrelation(correlationContext);
  return copy as T;
}

function boundedError(error: SpanErrorInfo): SpanErrorInfo {
  const { message, name, stack } = error;
  return {
    ...error,
    message: shortened(message, FIELD_LIMITS.message),
    ...(name !== undefined && { name: shortened(name, FIELD_LIMITS.name) }),
    ...(stack !== undefined && { stack: shortened(stack, FIELD_LIMITS.stack) }),
  };
}

function boundedTags(tags: readonly string[]): readonly string[] {
  const short = tags.slice(0, FIELD_LIMITS.tags).map(tag => shortened(tag, FIELD_LIMITS.id));
  return tags.length > short.length ? [...short, `[cut: ${tags.length - short.length} of ${tags.length} tags]`] : short;
}

/** Links beyond the limit are left out; the last one that is kept tells how many. */
function boundedLinks(links: readonly SpanLink[]): readonly SpanLink[] {
  if (links.length <= FIELD_LIMITS.links) return links;
  const kept = links.slice(0, FIELD_LIMITS.links);
  const last = kept.pop()!;
  const missing = `${links.length - FIELD_LIMITS.links} of ${links.length} links`;
  return [...kept, { ...last, attributes: { ...last.attributes, '[cut]': missing } }];
}
