import {
  type CreateFeedbackRecord,
  type DeleteFeedbackArgs,
  deleteFeedbackArgsSchema,
  type FeedbackRecord,
  type FeedbackRow,
  type ListFeedbackArgs,
  type ListResult,
  parseArgs,
  planFeedback,
  readFeedback,
} from '@mastra/core/storage';
import { sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { listEvents } from './events.ts';
import { deleteRows } from './maintenance.ts';
import { feedbackRow } from './rows.ts';
import { isOwnSql } from './tenant.ts';
import { commandChunks, writeEvents } from './write.ts';

export function createFeedback(context: Context, feedbacks: readonly CreateFeedbackRecord[]): Promise<void> {
  return writeEvents(context, 'feedback', feedbacks);
}

export async function listFeedback(
  context: Context,
  args?: ListFeedbackArgs,
): Promise<ListResult<'feedback', FeedbackRecord>> {
  const read = (row: Parameters<typeof feedbackRow>[0]) => readFeedback(feedbackRow<FeedbackRow>(row));
  return listEvents(context, 'feedback', 'feedback', planFeedback(args), read);
}

export async function deleteFeedback(context: Context, args: DeleteFeedbackArgs): Promise<void> {
  const { feedbackIds, ...scope } = parseArgs(deleteFeedbackArgsSchema, 'deleteFeedback', args);
  await context.writers.run('feedback', async () => {
    for (const some of commandChunks(feedbackIds)) {
      await deleteRows(context, TABLES.feedback, sql`FeedbackId IN ${some} AND ${isOwnSql(scope)}`);
    }
  });
}
