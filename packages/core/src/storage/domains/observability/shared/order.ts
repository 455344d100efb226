import type { Direction } from '../args/common.ts';

/** What a list can be ordered by, and the ids that break ties. */
export interface ListOrders {
  /** Names the list; a cursor belongs to one. */
  readonly list: string;
  readonly ids: readonly string[];
  readonly fields: readonly {
    readonly name: string;
    readonly kind: 'date' | 'number';
    readonly mayBeAbsent?: boolean;
  }[];
}

export const TRACE_ORDERS: ListOrders = {
  list: 'traces',
  ids: ['traceId', 'spanId'],
  fields: [
    { name: 'startedAt', kind: 'date' },
    { name: 'endedAt', kind: 'date', mayBeAbsent: true },
  ],
};
export const SPAN_ORDERS: ListOrders = {
  list: 'spans',
  ids: ['traceId', 'spanId'],
  fields: [{ name: 'startedAt', kind: 'date' }],
};
export const SESSION_ORDERS_BY_FIELD: ListOrders = {
  list: 'sessions',
  ids: ['sessionId'],
  fields: [
    { name: 'lastAt', kind: 'date' },
    { name: 'firstAt', kind: 'date' },
    { name: 'traceCount', kind: 'number' },
  ],
};
const byTime = [{ name: 'timestamp', kind: 'date' }] as const;
export const LOG_ORDERS: ListOrders = { list: 'logs', ids: ['logId'], fields: byTime };
export const METRIC_ORDERS: ListOrders = { list: 'metrics', ids: ['metricId'], fields: byTime };
export const SCORE_ORDERS: ListOrders = {
  list: 'scores',
  ids: ['scoreId'],
  fields: [...byTime, { name: 'score', kind: 'number' }],
};
export const FEEDBACK_ORDERS: ListOrders = { list: 'feedback', ids: ['feedbackId'], fields: byTime };

/**
 * The order of a list: by `field`, then by `ids`, all in one `direction`, so that ascending is descending backwards.
 * Only rows without the field (running traces by `endedAt`) come last in both directions, among themselves by id.
 */
export interface ListOrder {
  readonly list: string;
  readonly field: string;
  readonly kind: 'date' | 'number';
  readonly mayBeAbsent: boolean;
  readonly direction: Direction;
  readonly ids: readonly string[];
}

/** The order that was asked for; newest first where none was. */
export function resolveOrder(
  orders: ListOrders,
  asked: { readonly field?: string | undefined; readonly direction?: Direction | undefined } | undefined,
): ListOrder {
  const field = orders.fields.find(({ name }) => name === asked?.field) ?? orders.fields[0]!;
  return {
    list: orders.list,
    field: field.name,
    kind: field.kind,
    mayBeAbsent: field.mayBeAbsent ?? false,
    direction: asked?.direction ?? 'DESC',
    ids: orders.ids,
  };
}
