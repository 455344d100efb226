import { type GetPayloadArgs, type PayloadPiece, pieceOf, planPayload, RECORD_FIELDS } from '@mastra/core/storage';
import { sql } from '../../engine/sql.ts';
import type { Context } from './context.ts';
import { spansOf } from './spans.ts';

const keys = ['spanId', 'startedAt', 'organizationId', 'resourceId'];

export async function getPayload(context: Context, args: GetPayloadArgs): Promise<PayloadPiece | null> {
  const { traceId, spanId, field, from, to, ...tenant } = planPayload(args);
  const fields = RECORD_FIELDS.tracing.filter(({ name }) => name === field || keys.includes(name));
  const [row] = await spansOf(context, fields, tenant, sql`TraceId = ${traceId} AND SpanId = ${spanId}`);
  return row ? pieceOf(row[field], from, to) : null;
}
