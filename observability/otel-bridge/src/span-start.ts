import { SPAN_TYPES, type SpanType } from '@mastra/core/observability';
import { GenAi, genAiSpan, MastraAttribute } from '@mastra/otel-exporter';
import type { Attributes, SpanKind } from '@opentelemetry/api';

/** What can be said of a span before anything of it has been redacted: that which its type alone tells. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
}

const EPOCH = new Date(0);
const starts = Object.fromEntries(SPAN_TYPES.map(type => [type, describeStart(type)])) as Record<SpanType, SpanStart>;

/** The kind stays for good. Name and attributes are what samplers see; the name is replaced when the span ends. */
export function spanStart(type: SpanType): SpanStart {
  // Callers without types name what they like.
  return starts[type] ?? starts.generic;
}

function describeStart(type: SpanType): SpanStart {
  const bare = { id: '', traceId: '', name: type, type, startTime: EPOCH, isEvent: false, isRootSpan: false } as const;
  const { name, kind, attributes } = genAiSpan({ ...bare, entityType: 'tool' }, { includeContent: false });
  return {
    name,
    kind,
    attributes: {
      [GenAi.OPERATION_NAME]: attributes[GenAi.OPERATION_NAME],
      [MastraAttribute.SPAN_TYPE]: type,
    },
  };
}
