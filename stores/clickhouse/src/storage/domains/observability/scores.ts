import {
  type CreateScoreRecord,
  type DeleteScoresArgs,
  deleteScoresArgsSchema,
  type GetScoreByIdArgs,
  type ListResult,
  type ListScoresArgs,
  parseArgs,
  planScores,
  readScore,
  type ScoreRecord,
  type ScoreRow,
  scoreByIdArgsSchema,
} from '@mastra/core/storage';
import { raw, sql } from '../../engine/sql.ts';
import { TABLES } from './columns.ts';
import { type Context, from } from './context.ts';
import { eventColumns, listEvents } from './events.ts';
import { deleteRows } from './maintenance.ts';
import { recordRow } from './rows.ts';
import { isOwnSql } from './tenant.ts';
import { commandChunks, writeEvents } from './write.ts';

export function createScores(context: Context, scores: readonly CreateScoreRecord[]): Promise<void> {
  return writeEvents(context, 'score', scores);
}

export async function listScores(context: Context, args?: ListScoresArgs): Promise<ListResult<'scores', ScoreRecord>> {
  return listEvents(context, 'score', 'scores', planScores(args), row => readScore(recordRow<ScoreRow>(row)));
}

export async function getScoreById(context: Context, args: GetScoreByIdArgs): Promise<ScoreRecord | null> {
  const { scoreId, ...tenant } = parseArgs(scoreByIdArgsSchema, 'getScoreById', args);
  const [row] = await context.db.rows(
    sql`SELECT ${raw(eventColumns('score'))} FROM ${from(context, TABLES.score)} WHERE ScoreId = ${scoreId} AND ${isOwnSql(tenant)} LIMIT 1`,
  );
  return row ? readScore(recordRow<ScoreRow>(row)) : null;
}

export async function deleteScores(context: Context, args: DeleteScoresArgs): Promise<void> {
  const { scoreIds, ...scope } = parseArgs(deleteScoresArgsSchema, 'deleteScores', args);
  await context.writers.run('score', async () => {
    for (const some of commandChunks(scoreIds)) {
      await deleteRows(context, TABLES.score, sql`ScoreId IN ${some} AND ${isOwnSql(scope)}`);
    }
  });
}
