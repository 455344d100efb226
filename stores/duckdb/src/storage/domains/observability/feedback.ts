import {
  type CreateFeedbackRecord,
  type DeleteFeedbackArgs,
  deleteFeedbackArgsSchema,
  type FeedbackRecord,
  type ListFeedbackArgs,
  type ListResult,
  parseArgs,
  planFeedback,
  RECORD_FIELDS,
  readFeedback,
} from '@mastra/core/storage';
import { raw, sql } from '../../engine/sql.ts';
import { columnOf, rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { listRows } from './lists.ts';
import { toFeedbackRow } from './rows.ts';
import { isOwnSql } from './tenant.ts';
import { writeRecords } from './write.ts';

const columns = raw(`${rowList(TABLES.feedback, RECORD_FIELDS.feedback)}, value_number AS "valueNumber"`);

export function createFeedback(context: Context, feedbacks: readonly CreateFeedbackRecord[]): Promise<void> {
  return writeRecords(context, 'feedback', feedbacks);
}

export async function deleteFeedback({ db }: Context, args: DeleteFeedbackArgs): Promise<void> {
  const { feedbackIds, ...scope } = parseArgs(deleteFeedbackArgsSchema, 'deleteFeedback', args);
  await db.write(session =>
    session.run(
      sql`DELETE FROM mastra_ai_feedback_rows WHERE list_contains(${feedbackIds}, feedback_id) AND ${isOwnSql(scope)}`,
    ),
  );
}

export function listFeedback(
  context: Context,
  args?: ListFeedbackArgs,
): Promise<ListResult<'feedback', FeedbackRecord>> {
  const plan = planFeedback(args);
  const source = {
    select: columns,
    from: raw(TABLES.feedback.rows),
    where: where('feedback', plan.conditions),
    column: (field: string) => columnOf('feedback', field),
    timeline: { column: TABLES.feedback.time, isWhole: plan.conditions.length === 0 },
  };
  return listRows(context, 'feedback', source, plan, toFeedbackRow, readFeedback);
}
