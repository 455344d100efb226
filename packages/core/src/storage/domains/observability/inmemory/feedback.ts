import {
  type AggregateResult,
  type BreakdownResult,
  type DeleteFeedbackArgs,
  deleteFeedbackArgsSchema,
  type FeedbackAggregateArgs,
  type FeedbackBreakdownArgs,
  type FeedbackTimeSeriesArgs,
  type ListFeedbackArgs,
  type ListResult,
  type TimeSeriesResult,
} from '../args/index.ts';
import {
  type CreateFeedbackRecord,
  type FeedbackRecord,
  type FeedbackRow,
  prepareRecords,
  readFeedback,
} from '../records/index.ts';
import {
  type Condition,
  isOwn,
  parseArgs,
  planAggregate,
  planBreakdown,
  planFeedback,
  planTimeSeries,
} from '../shared/index.ts';
import { aggregate, breakdown, type Observation, timeSeries } from './aggregates.ts';
import { listRows } from './list.ts';
import { matches } from './matches.ts';
import { addNew, deleteWhere, type Tables } from './tables.ts';

export function createFeedback(tables: Tables, feedbacks: readonly CreateFeedbackRecord[]): void {
  addNew(tables.feedback, prepareRecords('feedback', feedbacks), row => row.feedbackId, tables.writes);
}

export function deleteFeedback(tables: Tables, args: DeleteFeedbackArgs): void {
  const { feedbackIds, ...scope } = parseArgs(deleteFeedbackArgsSchema, 'deleteFeedback', args);
  deleteWhere(tables.feedback, row => feedbackIds.includes(row.feedbackId) && isOwn(row, scope));
}

export function listFeedback(
  tables: Tables,
  args: ListFeedbackArgs | undefined,
): ListResult<'feedback', FeedbackRecord> {
  const plan = planFeedback(args);
  return listRows('feedback', found(tables, plan.conditions), plan, readFeedback);
}

export function feedbackAggregate(tables: Tables, args: FeedbackAggregateArgs): AggregateResult {
  const plan = planAggregate('feedback', args);
  return aggregate(observations(tables, plan.conditions), plan);
}

export function feedbackBreakdown(tables: Tables, args: FeedbackBreakdownArgs): BreakdownResult {
  const plan = planBreakdown('feedback', args);
  return breakdown(observations(tables, plan.conditions), plan);
}

export function feedbackTimeSeries(tables: Tables, args: FeedbackTimeSeriesArgs): TimeSeriesResult {
  const plan = planTimeSeries('feedback', args);
  return timeSeries(observations(tables, plan.conditions), plan);
}

function found(tables: Tables, conditions: readonly Condition[]): FeedbackRow[] {
  return [...tables.feedback.values()].filter(row => matches(row, conditions));
}

function observations(tables: Tables, conditions: readonly Condition[]): Observation[] {
  return found(tables, conditions).map(row => ({
    id: row.feedbackId,
    at: row.timestamp,
    value: typeof row.value === 'number' ? row.value : null,
    row,
  }));
}
