import type {
  AnyExportedSpan,
  CorrelationContext,
  SpanAttributes,
  SpanEndReason,
  SpanErrorInfo,
  SpanLink,
  SpanType,
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
  readonly endReason: SpanEndReason | undefined;
  readonly correlation: CorrelationContext;
  /** Estimated bytes of everything that was captured. */
  readonly bytes: number;
}

/** Bytes of a span without payloads, roughly. */
const FRAME_BYTES = 600;

/**
 * What exporters see: one flat object, the same for all of them. A class with every field assigned in one order, so
 * that the engine makes it in one allocation and reads it fast.
 */
export class SpanSnapshot implements AnyExportedSpan {
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
  readonly endReason: SpanEndReason | undefined;
  readonly entityType: CorrelationContext['entityType'];
  readonly entityId: string | undefined;
  readonly entityName: string | undefined;
  readonly parentEntityType: CorrelationContext['entityType'];
  readonly parentEntityId: string | undefined;
  readonly parentEntityName: string | undefined;
  readonly rootEntityType: CorrelationContext['entityType'];
  readonly rootEntityId: string | undefined;
  readonly rootEntityName: string | undefined;
  readonly userId: string | undefined;
  readonly organizationId: string | undefined;
  readonly resourceId: string | undefined;
  readonly runId: string | undefined;
  readonly sessionId: string | undefined;
  readonly threadId: string | undefined;
  readonly requestId: string | undefined;
  readonly environment: string | undefined;
  readonly serviceName: string | undefined;
  readonly source: string | undefined;
  readonly experimentId: string | undefined;
  readonly tags: readonly string[] | undefined;
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
    this.#bytes = span.bytes + FRAME_BYTES;
  }

  /** Estimated bytes of a snapshot; `undefined` for a span that somebody else made. */
  static bytesOf(span: AnyExportedSpan): number | undefined {
    return #bytes in span ? (span as SpanSnapshot).#bytes : undefined;
  }
}
