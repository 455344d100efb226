import type { AnyExportedSpan, CorrelationContext, SpanAttributes, SpanLink } from '@mastra/core/observability';
import { spanIdOf, traceIdOf } from '../wire/ids.ts';
import { dateOf, durationMs, nanosOf } from '../wire/time.ts';
import { listOf, objectOf, scalar, textOf, type WireSpan } from '../wire/types.ts';
import { shortened } from '../wire/values.ts';
import { AttributeBag } from './attribute-bag.ts';
import { boundedCorrelation, boundedSpan, FIELD_LIMITS } from './bounds.ts';
import { correlationOf } from './correlation.ts';
import { meaningOf } from './dialects/meaning.ts';
import { errorOf, hasFailed, ownErrorOf } from './error.ts';
import { eventSpan, takeContentEvents } from './event.ts';
import type { Origin } from './origin.ts';
import { ownFields } from './own-fields.ts';

/** A span as it came, with the moments that happened within it. */
export interface ReceivedSpan {
  readonly span: AnyExportedSpan;
  /** The correlation fields of the span, in an object of their own. */
  readonly correlation: CorrelationContext;
  /** Points in time within the span, as spans of their own. */
  readonly moments: readonly AnyExportedSpan[];
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
  /** Milliseconds and their fractions. */
  readonly durationMs: number;
  /** Written by an exporter or a bridge of ours. */
  readonly isMastra: boolean;
}

/** Events of one span that become spans. */
const MAX_EVENTS = 1000;

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** The span, or why it cannot be one. */
export function receivedSpan(wire: WireSpan, origin: Origin, now: Date): ReceivedSpan | string {
  const traceId = traceIdOf(wire.traceId);
  if (traceId === undefined) return 'a trace id is not 16 bytes, or zero';
  const id = spanIdOf(wire.spanId);
  if (id === undefined) return 'a span id is not 8 bytes, or zero';

  const wireEvents = listOf(wire.events);
  if (wireEvents.length > MAX_EVENTS) return `it has more than ${MAX_EVENTS} events`;

  const given = nanosOf(wire.endTimeUnixNano);
  const start = nanosOf(wire.startTimeUnixNano) ?? given ?? BigInt(now.getTime()) * 1_000_000n;
  // Clocks differ and jump: a span never ends before it began.
  const end = given === undefined || given < start ? start : given;
  const bag = new AttributeBag(wire.attributes, origin.isMastra);
  const { moments: events, messages } = takeContentEvents(wireEvents, bag);
  const isFailed = hasFailed(wire.status);
  const exception = isFailed ? lastException(events) : undefined;
  const correlation = correlationOf(bag, origin);
  const parentSpanId = spanIdOf(wire.parentSpanId);
  const name = textOf(wire.name) ?? (origin.isMastra ? '' : 'unnamed span');
  const {
    type,
    attributes,
    input,
    output,
    metadata,
    correlation: told,
    ...entities
  } = meaningOf(bag, {
    name,
    start: dateOf(start),
    isRoot: parentSpanId === undefined,
    isOwn: origin.isMastra,
    scopeName: origin.scopeName,
  });
  const own = ownFields(bag);
  // Ours name the entity beside the agent or tool that the conventions know.
  const shared: CorrelationContext = origin.isMastra
    ? correlation
    : { ...boundedCorrelation({ ...entities, ...told }), ...correlation };
  const errorType = origin.isMastra ? bag.text('error.type') : bag.peek('error.type');
  const errorInfo = origin.isMastra ? ownErrorOf(exception, own.error) : errorOf(wire.status, exception, errorType);
  const span: AnyExportedSpan = boundedSpan({
    id,
    traceId,
    parentSpanId,
    name: own.name ?? name,
    type,
    startTime: dateOf(start),
    endTime: given === undefined ? undefined : dateOf(end),
    input: input ?? own.input ?? (messages && { messages: messages.asked }),
    output: output ?? own.output ?? messages?.answered,
    attributes: { ...bag.rest, ...own.attributes, ...attributes } as SpanAttributes,
    metadata: { ...origin.metadata, ...ownMetadata(wire), ...metadata, ...own.metadata },
    errorInfo: isFailed ? errorInfo : undefined,
    links: linksOf(wire.links, origin),
    isEvent: own.isEvent,
    isRootSpan: parentSpanId === undefined,
    endReason: own.endReason,
    ...shared,
  });
  const moments = events.flatMap((event, i) => (event === exception ? [] : [eventSpan(event, i, span, shared)]));
  return {
    span,
    correlation: shared,
    moments,
    start,
    end,
    durationMs: durationMs(start, end),
    isMastra: origin.isMastra,
  };
}

/** What a span of the protocol has beside its attributes, and ours has no field for. */
function ownMetadata(wire: WireSpan): Readonly<Record<string, unknown>> {
  const kind = kindOf(wire.kind);
  const text = textOf(wire.traceState);
  const traceState = text === undefined ? undefined : shortened(text, FIELD_LIMITS.id);
  const dropped = Object.fromEntries(
    (['droppedAttributesCount', 'droppedEventsCount', 'droppedLinksCount'] as const)
      .filter(name => Number(scalar(wire[name], name)) > 0)
      .map(name => [name, Number(wire[name])]),
  );
  return { ...(kind && { kind }), ...(traceState && { traceState }), ...dropped };
}

function kindOf(kind: unknown): string | undefined {
  const name =
    typeof kind === 'string' ? kind.replace('SPAN_KIND_', '').toLowerCase() : KINDS[Number(scalar(kind, 'kind'))];
  return KINDS.find(known => known === name && known !== 'unspecified');
}

function lastException(events: readonly unknown[]): unknown {
  return events.findLast(event => objectOf(event).name === 'exception');
}

function linksOf(links: unknown, { isMastra }: Origin): readonly SpanLink[] | undefined {
  const known = listOf(links).flatMap(link => {
    const { traceId, spanId, attributes } = objectOf(link);
    const target = { traceId: traceIdOf(traceId), spanId: spanIdOf(spanId) };
    if (target.traceId === undefined || target.spanId === undefined) return [];
    const own = new AttributeBag(attributes, isMastra).rest;
    return [{ ...target, ...(Object.keys(own).length > 0 && { attributes: own }) } as SpanLink];
  });
  return known.length > 0 ? known : undefined;
}
