import type { Session } from '../../../engine/session.ts';
import { raw } from '../../../engine/sql.ts';

/** Rows of the old file that are carried over at a time: they are in memory, or beside the file where they do not fit. */
const CHUNK = 10_000;

/** What every row of the first edition had itself. */
const CONTEXT =
  'entity_type, entity_id, entity_name, parent_entity_type, parent_entity_id, parent_entity_name, root_entity_type, root_entity_id, root_entity_name, user_id, organization_id, resource_id, run_id, session_id, thread_id, request_id, environment, service_name, source, experiment_id, tags';

const SERIES = 'name, metric_type, unit, labels';

interface Carried {
  readonly from: string;
  readonly into: string;
  /** The columns that rows keep. */
  readonly columns: string;
  readonly hasSeries?: boolean;
}

const CARRIED: readonly Carried[] = [
  {
    from: 'mastra_ai_spans',
    into: 'mastra_ai_span_rows',
    columns:
      'trace_id, id, parent_span_id, name, type, started_at, ended_at, is_event, input, output, attributes, metadata, links, error_info, end_reason, sample_weight, sequence, status, has_child_error, scope',
  },
  {
    from: 'mastra_ai_logs',
    into: 'mastra_ai_log_rows',
    columns: 'log_id, timestamp, level, message, data, metadata, trace_id, span_id',
  },
  {
    from: 'mastra_ai_metrics',
    into: 'mastra_ai_metric_rows',
    columns: 'metric_id, timestamp, value, metadata, trace_id, span_id',
    hasSeries: true,
  },
  {
    from: 'mastra_ai_scores',
    into: 'mastra_ai_score_rows',
    columns:
      'score_id, timestamp, scorer_id, scorer_version, score, reason, score_trace_id, metadata, trace_id, span_id',
  },
  {
    from: 'mastra_ai_feedback',
    into: 'mastra_ai_feedback_rows',
    columns:
      'feedback_id, timestamp, feedback_type, feedback_source, value, comment, feedback_user_id, message_id, metadata, trace_id, span_id, value_number',
  },
  {
    from: 'mastra_ai_traces',
    into: 'mastra_ai_trace_rows',
    columns:
      'trace_id, id, parent_span_id, name, type, started_at, ended_at, is_event, attributes, metadata, links, error_info, end_reason, sample_weight, sequence, status, has_child_error',
  },
];

/**
 * Carries the rows of a file with the schema of the first edition over into the database `next`, which has the tables of
 * `sharedContexts` and nothing in them. Published: never changed.
 */
export async function carryOver(session: Session, next: string): Promise<void> {
  const run = (text: string) => session.run(raw(text));
  let contexts = 0;
  let series = 0;
  for (const { from, into, columns, hasSeries } of CARRIED) {
    const end = await numberOf(session, `SELECT coalesce(max(rowid) + 1, 0)::DOUBLE AS number FROM ${from}`);
    for (let start = 0; start < end; start += CHUNK) {
      await run(
        `CREATE OR REPLACE TEMP TABLE carried AS SELECT *, rowid AS place, ${contexts} + dense_rank() OVER (ORDER BY ${CONTEXT}) AS context${
          hasSeries ? `, ${series} + dense_rank() OVER (ORDER BY ${SERIES}) AS series` : ''
        } FROM ${from} WHERE rowid >= ${start} AND rowid < ${start + CHUNK}`,
      );
      await run(
        `INSERT INTO ${next}.mastra_ai_contexts (id, ${CONTEXT}) SELECT DISTINCT context, ${CONTEXT} FROM carried`,
      );
      if (hasSeries) {
        await run(
          `INSERT INTO ${next}.mastra_ai_series (id, ${SERIES}) SELECT DISTINCT series, ${SERIES} FROM carried`,
        );
      }
      const own = hasSeries ? `${columns}, series, context` : `${columns}, context`;
      await run(`INSERT INTO ${next}.${into} (${own}) SELECT ${own} FROM carried ORDER BY place`);
      const highest = 'SELECT coalesce(max($), 0)::DOUBLE AS number FROM carried';
      contexts = Math.max(contexts, await numberOf(session, highest.replace('$', 'context')));
      if (hasSeries) series = Math.max(series, await numberOf(session, highest.replace('$', 'series')));
    }
  }
  await run('DROP TABLE IF EXISTS temp.carried');
}

async function numberOf(session: Session, query: string): Promise<number> {
  const [row] = await session.rows(raw(query));
  return row?.number as number;
}
