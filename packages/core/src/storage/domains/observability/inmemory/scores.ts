import {
  type AggregateResult,
  type BreakdownResult,
  type DeleteScoresArgs,
  deleteScoresArgsSchema,
  type GetScoreByIdArgs,
  type ListResult,
  type ListScoresArgs,
  type PercentilesResult,
  type ScoreAggregateArgs,
  type ScoreBreakdownArgs,
  type ScorePercentilesArgs,
  type ScoreTimeSeriesArgs,
  scoreByIdArgsSchema,
  type TimeSeriesResult,
} from '../args/index.ts';
import {
  type CreateScoreRecord,
  prepareRecords,
  readScore,
  type ScoreRecord,
  type ScoreRow,
} from '../records/index.ts';
import {
  type Condition,
  isOwn,
  parseArgs,
  planAggregate,
  planBreakdown,
  planPercentiles,
  planScores,
  planTimeSeries,
} from '../shared/index.ts';
import { aggregate, breakdown, type Observation, percentiles, timeSeries } from './aggregates.ts';
import { listRows } from './list.ts';
import { matches } from './matches.ts';
import { addNew, deleteWhere, type Tables } from './tables.ts';

export function createScores(tables: Tables, scores: readonly CreateScoreRecord[]): void {
  addNew(tables.scores, prepareRecords('score', scores), row => row.scoreId, tables.writes);
}

export function deleteScores(tables: Tables, args: DeleteScoresArgs): void {
  const { scoreIds, ...scope } = parseArgs(deleteScoresArgsSchema, 'deleteScores', args);
  deleteWhere(tables.scores, row => scoreIds.includes(row.scoreId) && isOwn(row, scope));
}

export function listScores(tables: Tables, args: ListScoresArgs | undefined): ListResult<'scores', ScoreRecord> {
  const plan = planScores(args);
  return listRows('scores', found(tables, plan.conditions), plan, readScore);
}

export function getScoreById(tables: Tables, args: GetScoreByIdArgs): ScoreRecord | null {
  const { scoreId, ...tenant } = parseArgs(scoreByIdArgsSchema, 'getScoreById', args);
  const row = tables.scores.get(scoreId);
  return row && isOwn(row, tenant) ? readScore(row) : null;
}

export function scoreAggregate(tables: Tables, args: ScoreAggregateArgs): AggregateResult {
  const plan = planAggregate('score', args);
  return aggregate(observations(tables, plan.conditions), plan);
}

export function scoreBreakdown(tables: Tables, args: ScoreBreakdownArgs): BreakdownResult {
  const plan = planBreakdown('score', args);
  return breakdown(observations(tables, plan.conditions), plan);
}

export function scoreTimeSeries(tables: Tables, args: ScoreTimeSeriesArgs): TimeSeriesResult {
  const plan = planTimeSeries('score', args);
  return timeSeries(observations(tables, plan.conditions), plan);
}

export function scorePercentiles(tables: Tables, args: ScorePercentilesArgs): PercentilesResult {
  const plan = planPercentiles('score', args);
  return percentiles(observations(tables, plan.conditions), plan);
}

function found(tables: Tables, conditions: readonly Condition[]): ScoreRow[] {
  return [...tables.scores.values()].filter(row => matches(row, conditions));
}

function observations(tables: Tables, conditions: readonly Condition[]): Observation[] {
  return found(tables, conditions).map(row => ({ id: row.scoreId, at: row.timestamp, value: row.score, row }));
}
