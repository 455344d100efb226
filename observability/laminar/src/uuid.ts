import { dashed } from '@mastra/observability/exporters';

/** A trace id (32 hex digits) as Laminar writes it. */
export function traceUuid(traceId: string): string {
  return dashed(traceId);
}

/** A span id (16 hex digits) as Laminar writes it: with zeros in front. */
export function spanUuid(spanId: string): string {
  return dashed(spanId.padStart(32, '0'));
}
