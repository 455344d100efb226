import {
  type CreateScoreRecord,
  type DeleteScoresArgs,
  deleteScoresArgsSchema,
  type GetScoreByIdArgs,
  type ListResult,
  type ListScoresArgs,
  parseArgs,
  planScores,
  RECORD_FIELDS,
  readScore,
  type ScoreRecord,
  type ScoreRow,
  scoreByIdArgsSchema,
} from '@mastra/core/storage';
import { raw, sql } from '../../engine/sql.ts';
import { columnOf, rowList, TABLES } from './columns.ts';
import type { Context } from './context.ts';
import { where } from './filters.ts';
import { listRows } from './lists.ts';
import { toRow } from './rows.ts';
import { isOwnSql } from './tenant.ts';
import { writeRecords } from './write.ts';

const columns = raw(rowList(TABLES.score, RECORD_FIELDS.score));

export function createScores(context: Context, scores: readonly CreateScoreRecord[]): Promise<void> {
  return writeRecords(context, 'score', scores);
}

export async function deleteScores({ db }: Context, args: DeleteScoresArgs): Promise<void> {
  const { scoreIds, ...scope } = parseArgs(deleteScoresArgsSchema, 'deleteScores', args);
  await db.write(session =>
    session.run(
      sql`DELETE FROM mastra_ai_score_rows WHERE list_contains(${scoreIds}, score_id) AND ${isOwnSql(scope)}`,
    ),
  );
}

export function listScores(context: Context, args?: ListScoresArgs): Promise<ListResult<'scores', ScoreRecord>> {
  const plan = planScores(args);
  const source = {
    select: columns,
    from: raw(TABLES.score.rows),
    where: where('score', plan.conditions),
    column: (field: string) => columnOf('score', field),
    timeline: { column: TABLES.score.time, isWhole: plan.conditions.length === 0 },
  };
  return listRows(context, 'scores', source, plan, toRow<ScoreRow>, readScore);
}

export async function getScoreById({ db, definitions }: Context, args: GetScoreByIdArgs): Promise<ScoreRecord | null> {
  const { scoreId, ...tenant } = parseArgs(scoreByIdArgsSchema, 'getScoreById', args);
  const [row] = await db.read(session =>
    session.rows(sql`SELECT ${columns} FROM mastra_ai_score_rows WHERE score_id = ${scoreId} AND ${isOwnSql(tenant)}`),
  );
  if (!row) return null;
  const [complete] = await definitions.complete(
    query => db.read(session => session.rows(query)),
    [toRow<ScoreRow>(row)],
  );
  return readScore(complete!);
}
