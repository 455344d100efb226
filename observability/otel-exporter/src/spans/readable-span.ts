import { type AnyExportedSpan, errorStack } from '@mastra/core/observability';
import type { Attributes, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { EXCEPTION_EVENT, Otel } from '../conventions/general.ts';
import { AttributeBuilder } from '../otlp/attribute-builder.ts';
import { attributesOf } from '../otlp/attributes.ts';
import { hrTime, hrTimeOfMs } from '../otlp/time.ts';

/** Who made the telemetry, as OpenTelemetry names it. Keep one object: OpenTelemetry groups by identity. */
export interface OtlpScope {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

/** A moment within a span. */
export interface SpanMoment {
  readonly name: string;
  readonly time: Date;
  readonly attributes?: Attributes;
}

/** What an OpenTelemetry span says beyond what ours says by itself. */
export interface SpanDescription {
  readonly name: string;
  /** OpenTelemetry's `SpanKind`. */
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** An exception event is added by itself where the span has an error. */
  readonly events?: readonly SpanMoment[];
}

/** A description together with where the span comes from. */
export interface ReadableSpanOptions extends SpanDescription {
  readonly resource: Resource;
  readonly scope: OtlpScope;
}

const UNSET = 0;
const ERROR = 2;
const SAMPLED = 1;
const NO_LINKS: ReadableSpan['links'] = [];
const NO_EVENTS: ReadableSpan['events'] = [];
const NO_PARENT = '0000000000000000';

/**
 * Our span as OpenTelemetry's SDK would have made it: the same ids, parent, times and links; an error as status and
 * exception event. A span that has not ended lasts no time.
 *
 * @example
 * const description = genAiSpan(span, { includeContent: false });
 * await client.sendSpans([toReadableSpan(span, { ...description, resource: client.resource, scope })]);
 */
export function toReadableSpan(span: AnyExportedSpan, options: ReadableSpanOptions): ReadableSpan {
  const { name, kind, attributes, events = [], resource, scope } = options;
  const end = span.endTime ?? span.startTime;
  const context: SpanContext = { traceId: span.traceId, spanId: span.id, traceFlags: SAMPLED };
  return {
    name,
    kind,
    spanContext: () => context,
    parentSpanContext: parentOf(span),
    startTime: hrTime(span.startTime),
    endTime: hrTime(end),
    duration: hrTimeOfMs(Math.max(0, end.getTime() - span.startTime.getTime())),
    ended: span.endTime !== undefined,
    status: statusOf(span),
    attributes,
    links: span.links?.map(linkOf) ?? NO_LINKS,
    events: events.length > 0 || span.errorInfo ? [...events, ...exceptionOf(span, end)].map(timedEvent) : NO_EVENTS,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function timedEvent({ name, time, attributes }: SpanMoment): ReadableSpan['events'][number] {
  return { name, time: hrTime(time), attributes, droppedAttributesCount: 0 };
}

function parentOf({ traceId, parentSpanId, isRootSpan }: AnyExportedSpan): SpanContext | undefined {
  if (!parentSpanId || parentSpanId === NO_PARENT) return undefined;
  // The parent of a root is a span of another process.
  return { traceId, spanId: parentSpanId, traceFlags: SAMPLED, isRemote: isRootSpan };
}

function statusOf({ errorInfo, endReason }: AnyExportedSpan): SpanStatus {
  if (errorInfo) return { code: ERROR, message: errorInfo.message };
  return endReason === 'timeout' ? { code: ERROR, message: 'timeout' } : { code: UNSET };
}

function linkOf({ traceId, spanId, attributes }: NonNullable<AnyExportedSpan['links']>[number]): Link {
  return {
    context: { traceId, spanId, traceFlags: SAMPLED },
    attributes: attributes && linkAttributes(attributes),
  };
}

function linkAttributes(attributes: Readonly<Record<string, unknown>>): Attributes {
  const to = new AttributeBuilder();
  to.putAll(attributes);
  return to.build();
}

function exceptionOf({ errorInfo }: AnyExportedSpan, time: Date): readonly SpanMoment[] {
  if (!errorInfo) return [];
  const attributes = attributesOf({
    // What was thrown need not be an error.
    [Otel.EXCEPTION_TYPE]: errorInfo.name,
    [Otel.EXCEPTION_MESSAGE]: errorInfo.message,
    [Otel.EXCEPTION_STACKTRACE]: errorStack(errorInfo),
  });
  return [{ name: EXCEPTION_EVENT, time, attributes }];
}
