import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { nanosOf, writeAttributes, writeValue } from './attribute-messages.ts';
import type { MessageWriter } from './message-writer.ts';

/** The fields of a `LogRecord`, by the numbers of `opentelemetry/proto/logs/v1/logs.proto`. */
export function writeLog(to: MessageWriter, log: ReadableLogRecord): void {
  to.fixed64(1, nanosOf(log.hrTime));
  if (log.severityNumber !== undefined) to.integer(2, log.severityNumber);
  if (log.severityText) to.text(3, log.severityText);
  if (log.body !== undefined) writeValue(to, 5, log.body);
  writeAttributes(to, 6, log.attributes);
  if (log.droppedAttributesCount > 0) to.integer(7, log.droppedAttributesCount);
  if (log.spanContext) {
    if (log.spanContext.traceFlags !== 0) to.fixed32(8, log.spanContext.traceFlags);
    to.hex(9, log.spanContext.traceId);
    if (log.spanContext.spanId) to.hex(10, log.spanContext.spanId);
  }
  to.fixed64(11, nanosOf(log.hrTimeObserved));
  if (log.eventName) to.text(12, log.eventName);
}
