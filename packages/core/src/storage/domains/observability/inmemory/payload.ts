import type { GetPayloadArgs, PayloadPiece } from '../args/index.ts';
import { isOwn, pieceOf, planPayload } from '../shared/index.ts';
import type { Tables } from './tables.ts';

export function getPayload(tables: Tables, args: GetPayloadArgs): PayloadPiece | null {
  const { traceId, spanId, field, from, to, ...tenant } = planPayload(args);
  const row = tables.traces.get(traceId)?.get(spanId);
  return row && isOwn(row, tenant) ? pieceOf(row[field], from, to) : null;
}
