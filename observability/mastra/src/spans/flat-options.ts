import type { SpanType, StartSpanOptions, TracingOptions } from '@mastra/core/observability';
import { readableOptions, readableTracingOptions } from './readable-options.ts';

/** The options of a start with tracing options among the others, as `createSpan` takes them. */
export type FlatSpanOptions<T extends SpanType> = Partial<Omit<StartSpanOptions<T>, 'name'>> & TracingOptions;

/** The same in the form of `startSpan`. What throws when it is read is left out. */
export function fromFlatOptions<T extends SpanType>(name: string, options: FlatSpanOptions<T>): StartSpanOptions<T> {
  try {
    return apart(name, options);
  } catch {
    const readable = { ...readableTracingOptions(options as TracingOptions), ...readableOptions(options) };
    return apart(name, readable as FlatSpanOptions<T>);
  }
}

function apart<T extends SpanType>(name: string, options: FlatSpanOptions<T>): StartSpanOptions<T> {
  const { type, input, attributes, metadata, tags, links, parent, requestContext, tracingOptions, ...rest } = options;
  const { entityType, entityId, entityName, ...own } = rest;
  return {
    ...{ type: (type ?? 'generic') as T, name, input, attributes, metadata, tags, links, parent, requestContext },
    ...{ entityType, entityId, entityName },
    tracingOptions: { ...own, ...tracingOptions },
  };
}
