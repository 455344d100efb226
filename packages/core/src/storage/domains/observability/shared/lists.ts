import type { z } from 'zod';
import { listFeedbackArgsSchema } from '../args/feedback.ts';
import { listLogsArgsSchema } from '../args/logs.ts';
import { listMetricsArgsSchema } from '../args/metrics.ts';
import { listScoresArgsSchema } from '../args/scores.ts';
import { listSessionsArgsSchema, listTracesArgsSchema, listTracesLightArgsSchema } from '../args/tracing.ts';
import { parseArgs } from './args.ts';
import { type Condition, filterConditions, logConditions } from './conditions.ts';
import {
  FEEDBACK_ORDERS,
  type ListOrder,
  type ListOrders,
  LOG_ORDERS,
  METRIC_ORDERS,
  resolveOrder,
  SCORE_ORDERS,
  SESSION_ORDERS_BY_FIELD,
  TRACE_ORDERS,
} from './order.ts';
import { type Paging, resolvePaging } from './paging.ts';
import type { TenantScope } from './tenant.ts';

/** What a list was asked for, with nothing left to decide. */
export interface ListPlan {
  readonly conditions: readonly Condition[];
  readonly order: ListOrder;
  readonly paging: Paging;
}

type ListSchema =
  | typeof listTracesArgsSchema
  | typeof listTracesLightArgsSchema
  | typeof listSessionsArgsSchema
  | typeof listLogsArgsSchema
  | typeof listMetricsArgsSchema
  | typeof listScoresArgsSchema
  | typeof listFeedbackArgsSchema;

function plan<S extends ListSchema>(method: string, schema: S, orders: ListOrders, args: unknown) {
  const parsed = parseArgs(schema, method, args) as z.output<ListSchema>;
  const order = resolveOrder(orders, parsed.orderBy);
  return {
    parsed: parsed as z.output<S>,
    conditions: filterConditions(parsed.filters),
    order,
    paging: resolvePaging(parsed, order),
  };
}

export interface TracesPlan extends ListPlan {
  /** Whether every row says what its trace comes to. */
  readonly summary: boolean;
  /** Whose records the summaries are made of. */
  readonly tenant: TenantScope;
}

/** For `listTraces`; the conditions hold for the listed span. */
export function planTraces(args: unknown): TracesPlan {
  const { parsed, ...planned } = plan('listTraces', listTracesArgsSchema, TRACE_ORDERS, args);
  const { organizationId, resourceId } = parsed.filters ?? {};
  return { ...planned, summary: parsed.summary ?? false, tenant: { organizationId, resourceId } };
}

export function planTracesLight(args: unknown): ListPlan {
  return plan('listTracesLight', listTracesLightArgsSchema, TRACE_ORDERS, args);
}

/** The conditions hold for the listed span of a session's traces; order and paging are the sessions' own. */
export function planSessions(args: unknown): ListPlan {
  return plan('listSessions', listSessionsArgsSchema, SESSION_ORDERS_BY_FIELD, args);
}

export function planLogs(args: unknown): ListPlan {
  const { parsed, conditions, order, paging } = plan('listLogs', listLogsArgsSchema, LOG_ORDERS, args);
  return { conditions: [...conditions, ...logConditions(parsed)], order, paging };
}

export function planMetrics(args: unknown): ListPlan {
  return plan('listMetrics', listMetricsArgsSchema, METRIC_ORDERS, args);
}

export function planScores(args: unknown): ListPlan {
  return plan('listScores', listScoresArgsSchema, SCORE_ORDERS, args);
}

export function planFeedback(args: unknown): ListPlan {
  return plan('listFeedback', listFeedbackArgsSchema, FEEDBACK_ORDERS, args);
}
