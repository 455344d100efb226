import type { SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { nanosOf, writeAttributes } from './attribute-messages.ts';
import type { MessageWriter } from './message-writer.ts';

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** The fields of a `Span`, by the numbers of `opentelemetry/proto/trace/v1/trace.proto`. */
export function writeSpan(to: MessageWriter, span: ReadableSpan): void {
  const { traceId, spanId, traceState, traceFlags } = span.spanContext();
  to.hex(1, traceId);
  to.hex(2, spanId);
  writeTraceState(to, traceState);
  const parent = span.parentSpanContext;
  if (parent?.spanId) to.hex(4, parent.spanId);
  to.text(5, span.name);
  // The protocol counts from 1, and keeps 0 for what is not known.
  to.integer(6, span.kind + 1);
  to.fixed64(7, nanosOf(span.startTime));
  to.fixed64(8, nanosOf(span.endTime));
  writeAttributes(to, 9, span.attributes);
  writeCount(to, 10, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(to, event);
  writeCount(to, 12, span.droppedEventsCount);
  for (const link of span.links) writeLink(to, link);
  writeCount(to, 14, span.droppedLinksCount);
  writeStatus(to, span.status);
  to.fixed32(16, flagsOf(traceFlags, parent?.isRemote));
}

function writeEvent(to: MessageWriter, event: ReadableSpan['events'][number]): void {
  const begun = to.begin(11);
  to.fixed64(1, nanosOf(event.time));
  to.text(2, event.name);
  if (event.attributes) writeAttributes(to, 3, event.attributes);
  writeCount(to, 4, event.droppedAttributesCount ?? 0);
  to.end(begun);
}

function writeLink(to: MessageWriter, { context, attributes, droppedAttributesCount }: ReadableSpan['links'][number]) {
  const begun = to.begin(13);
  to.hex(1, context.traceId);
  to.hex(2, context.spanId);
  writeTraceState(to, context.traceState);
  if (attributes) writeAttributes(to, 4, attributes);
  writeCount(to, 5, droppedAttributesCount ?? 0);
  to.fixed32(6, flagsOf(context.traceFlags, context.isRemote));
  to.end(begun);
}

function writeStatus(to: MessageWriter, { code, message }: ReadableSpan['status']): void {
  const begun = to.begin(15);
  if (message) to.text(2, message);
  if (code !== 0) to.integer(3, code);
  to.end(begun);
}

function writeTraceState(to: MessageWriter, traceState: SpanContext['traceState']): void {
  const text = traceState?.serialize();
  if (text) to.text(3, text);
}

/** 0 is what a field that is not there says. */
function writeCount(to: MessageWriter, field: number, count: number): void {
  if (count > 0) to.integer(field, count);
}

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | HAS_IS_REMOTE | (isRemote ? IS_REMOTE : 0);
}
