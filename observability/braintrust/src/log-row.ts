import type { ExportedLog } from '@mastra/core/observability';
import { correlationFields } from '@mastra/observability/exporters';
import type { Places } from './places.ts';
import type { Row } from './row.ts';
import { derivedSpanId } from './row-ids.ts';

const MAX_NAME = 120;

/** A log line as a span of type `log` below the span that it was written in. */
export function logRow(log: ExportedLog, places: Places): Row {
  const at = log.timestamp.getTime() / 1000;
  const spanId = derivedSpanId('log', log.logId);
  const parent = log.traceId && places.ofTarget(log.traceId, log.spanId).spanId;
  return {
    id: `log:${log.logId}`,
    span_id: spanId,
    root_span_id: log.traceId ?? spanId,
    ...(parent && { span_parents: [parent] }),
    created: log.timestamp.toISOString(),
    _is_merge: true,
    span_attributes: { name: log.message.slice(0, MAX_NAME).toWellFormed(), type: 'log', log_level: log.level },
    output: log.data === undefined ? log.message : { message: log.message, data: log.data },
    metadata: { ...correlationFields(log.correlationContext), ...log.metadata },
    metrics: { start: at, end: at },
  };
}
