import type { Session } from '../../engine/session.ts';
import { raw, sql, unnested } from '../../engine/sql.ts';
import { ownColumns, TRACES } from './columns.ts';

const columns = [
  ...ownColumns(TRACES)
    .map(column => column.name)
    .filter(name => name !== 'has_child_error'),
  'context',
];
const copied = columns.join(', ');
const ofSpan = columns.map(name => `s.${name}`).join(', ');

/** Makes the listed spans of these traces anew from their spans, and the flag of their roots. */
export async function rebuildTraces(session: Session, traceIds: readonly string[]): Promise<void> {
  if (traceIds.length === 0) return;
  const given = sql`(SELECT DISTINCT ${unnested(traceIds)} AS trace_id)`;
  await session.run(sql`DELETE FROM mastra_ai_trace_rows WHERE trace_id IN ${given}`);
  await session.run(sql`
    INSERT INTO mastra_ai_trace_rows (${raw(copied)}, has_child_error)
    SELECT ${raw(copied)}, failures > (error_info IS NOT NULL)::INTEGER
    FROM (
      SELECT ${raw(ofSpan)},
        count(s.error_info) OVER (PARTITION BY s.trace_id) AS failures,
        bool_or(s.parent_span_id IS NULL) OVER (PARTITION BY s.trace_id) AS has_root,
        row_number() OVER (PARTITION BY s.trace_id ORDER BY s.started_at, s.id) AS place
      FROM ${given} given JOIN mastra_ai_span_rows s ON s.trace_id = given.trace_id
    )
    WHERE CASE WHEN has_root THEN parent_span_id IS NULL ELSE place = 1 END`);
  await session.run(sql`
    UPDATE mastra_ai_span_rows s SET has_child_error = t.has_child_error
    FROM (SELECT trace_id, id, has_child_error FROM mastra_ai_trace_rows WHERE trace_id IN ${given} AND parent_span_id IS NULL) t
    WHERE s.trace_id = t.trace_id AND s.id = t.id AND s.has_child_error <> t.has_child_error`);
}
