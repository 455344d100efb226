import {
  CHARACTER_BYTES,
  type GetPayloadArgs,
  type PayloadPiece,
  pieceOfBytes,
  planPayload,
} from '@mastra/core/storage';
import { raw, sql } from '../../engine/sql.ts';
import { columnOf } from './columns.ts';
import type { Context } from './context.ts';
import { isOwnSql } from './tenant.ts';

export async function getPayload({ db }: Context, args: GetPayloadArgs): Promise<PayloadPiece | null> {
  const { traceId, spanId, field, from, to, ...tenant } = planPayload(args);
  const text = `${columnOf('tracing', field)}::VARCHAR`;
  // Bytes, for an offset in characters would have to count them all.
  const piece = raw(`array_slice(encode(${text}), ${from + 1}, ${to + CHARACTER_BYTES})`);
  const [row] = await db.read(session =>
    session.rows(
      sql`SELECT ${piece} AS piece, coalesce(strlen(${raw(text)}), 0)::DOUBLE AS total FROM mastra_ai_span_rows WHERE trace_id = ${traceId} AND id = ${spanId} AND ${isOwnSql(tenant)}`,
    ),
  );
  if (!row) return null;
  return pieceOfBytes((row.piece as Uint8Array | null) ?? new Uint8Array(), from, to, row.total as number);
}
