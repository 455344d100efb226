import type {
  AnyExportedSpan,
  CorrelationContext,
  SpanAttributes,
  SpanEndReason,
  SpanErrorInfo,
  SpanLink,
  SpanType,
  TracingEvent,
} from '@mastra/core/observability';

/** The state of a span that a snapshot is made from. */
export interface SpanState {
  readonly id: string;
  readonly traceId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly type: SpanType;
  readonly startTime: Date;
  readonly endTime: Date | undefined;
  readonly input: unknown;
  readonly output: unknown;
  readonly attributes: SpanAttributes | undefined;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  readonly errorInfo: SpanErrorInfo | undefined;
  readonly links: readonly SpanLink[] | undefined;
  readonly isEvent: boolean;
  readonly isRootSpan: boolean;
  readonly sequence: number;
  readonly endReason: SpanEndReason | undefined;
  readonly correlation: CorrelationContext;
  /** How many traces the span's trace stands for; `undefined` where sampling said nothing. */
  readonly sampleWeight: number | undefined;
  /** Estimated bytes of everything that was captured. */
  readonly bytes: number;
}

/** Bytes of a span without payloads, roughly. */
const FRAME_BYTES = 600;

/**
 * What exporters see: one flat object, the same for all of them. A class with every field assigned in one order, so
 * that the engine makes it in one allocation and reads it fast. The fields are only declared, because a field that is
 * defined is written twice.
 */
export class SpanSnapshot implements AnyExportedSpan {
  declare readonly id: string;
  declare readonly traceId: string;
  declare readonly parentSpanId: string | undefined;
  declare readonly name: string;
  declare readonly type: SpanType;
  declare readonly startTime: Date;
  declare readonly endTime: Date | undefined;
  declare readonly input: unknown;
  declare readonly output: unknown;
  declare readonly attributes: SpanAttributes | undefined;
  declare readonly metadata: Readonly<Record<string, unknown>> | undefined;
  declare readonly errorInfo: SpanErrorInfo | undefined;
  declare readonly links: readonly SpanLink[] | undefined;
  declare readonly isEvent: boolean;
  declare readonly isRootSpan: boolean;
  declare readonly sequence: number;
  declare readonly endReason: SpanEndReason | undefined;
  declare readonly entityType: CorrelationContext['entityType'];
  declare readonly entityId: string | undefined;
  declare readonly entityName: string | undefined;
  declare readonly parentEntityType: CorrelationContext['entityType'];
  declare readonly parentEntityId: string | undefined;
  declare readonly parentEntityName: string | undefined;
  declare readonly rootEntityType: CorrelationContext['entityType'];
  declare readonly rootEntityId: string | undefined;
  declare readonly rootEntityName: string | undefined;
  declare readonly userId: string | undefined;
  declare readonly organizationId: string | undefined;
  declare readonly resourceId: string | undefined;
  declare readonly runId: string | undefined;
  declare readonly sessionId: string | undefined;
  declare readonly threadId: string | undefined;
  declare readonly requestId: string | undefined;
  declare readonly environment: string | undefined;
  declare readonly serviceName: string | undefined;
  declare readonly source: string | undefined;
  declare readonly experimentId: string | undefined;
  declare readonly tags: readonly string[] | undefined;
  /** Tail sampling sets it before anybody else gets the snapshot. */
  declare sampleWeight: number | undefined;
  readonly #bytes: number;

  constructor(span: SpanState) {
    const of = span.correlation;
    this.id = span.id;
    this.traceId = span.traceId;
    this.parentSpanId = span.parentSpanId;
    this.name = span.name;
    this.type = span.type;
    this.startTime = span.startTime;
    this.endTime = span.endTime;
    this.input = span.input;
    this.output = span.output;
    this.attributes = span.attributes;
    this.metadata = span.metadata;
    this.errorInfo = span.errorInfo;
    this.links = span.links;
    this.isEvent = span.isEvent;
    this.isRootSpan = span.isRootSpan;
    this.sequence = span.sequence;
    this.endReason = span.endReason;
    this.entityType = of.entityType;
    this.entityId = of.entityId;
    this.entityName = of.entityName;
    this.parentEntityType = of.parentEntityType;
    this.parentEntityId = of.parentEntityId;
    this.parentEntityName = of.parentEntityName;
    this.rootEntityType = of.rootEntityType;
    this.rootEntityId = of.rootEntityId;
    this.rootEntityName = of.rootEntityName;
    this.userId = of.userId;
    this.organizationId = of.organizationId;
    this.resourceId = of.resourceId;
    this.runId = of.runId;
    this.sessionId = of.sessionId;
    this.threadId = of.threadId;
    this.requestId = of.requestId;
    this.environment = of.environment;
    this.serviceName = of.serviceName;
    this.source = of.source;
    this.experimentId = of.experimentId;
    this.tags = of.tags;
    this.sampleWeight = span.sampleWeight;
    this.#bytes = span.bytes + FRAME_BYTES;
  }

  /** Estimated bytes of a snapshot; `undefined` for a span that somebody else made. */
  static bytesOf(span: AnyExportedSpan): number | undefined {
    return #bytes in span ? (span as SpanSnapshot).#bytes : undefined;
  }
}

/** The event with the weight of its trace. A snapshot of our own is changed in place: nobody has it yet. */
export function withSampleWeight(event: TracingEvent, sampleWeight: number): TracingEvent {
  const { exportedSpan } = event;
  if (!(exportedSpan instanceof SpanSnapshot)) return { ...event, exportedSpan: { ...exportedSpan, sampleWeight } };
  exportedSpan.sampleWeight = sampleWeight;
  return event;
}
