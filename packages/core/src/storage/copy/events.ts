import type { Signal } from '../../observability/types/bus.ts';
import type { DateRange } from '../domains/observability/args/common.ts';
import { type Copier, type CopyPageArgs, copier } from './copier.ts';

const oldestFirst = { field: 'timestamp', direction: 'ASC' } as const;

const pageArgs = ({ range, after, limit }: CopyPageArgs) => ({
  filters: { timestamp: range },
  orderBy: oldestFirst,
  limit,
  after,
});

const countArgs = (range: DateRange) => ({ filters: { timestamp: range }, pagination: { perPage: 1 } });

/** The signals whose records are listed whole. */
export const EVENT_COPIERS: Readonly<Record<Exclude<Signal, 'tracing'>, Copier>> = {
  log: copier({
    read: async (from, args) => {
      const { logs, cursor } = await from.listLogs(pageArgs(args));
      return { records: logs, listed: logs.length, next: cursor.next };
    },
    write: (to, logs) => to.batchCreateLogs({ logs }),
    total: async (store, range) => (await store.listLogs(countArgs(range))).pagination.total,
  }),
  metric: copier({
    read: async (from, args) => {
      const { metrics, cursor } = await from.listMetrics(pageArgs(args));
      return { records: metrics, listed: metrics.length, next: cursor.next };
    },
    write: (to, metrics) => to.batchCreateMetrics({ metrics }),
    total: async (store, range) => (await store.listMetrics(countArgs(range))).pagination.total,
  }),
  score: copier({
    read: async (from, args) => {
      const { scores, cursor } = await from.listScores(pageArgs(args));
      return { records: scores, listed: scores.length, next: cursor.next };
    },
    write: (to, scores) => to.batchCreateScores({ scores }),
    total: async (store, range) => (await store.listScores(countArgs(range))).pagination.total,
  }),
  feedback: copier({
    read: async (from, args) => {
      const { feedback, cursor } = await from.listFeedback(pageArgs(args));
      return { records: feedback, listed: feedback.length, next: cursor.next };
    },
    write: (to, feedbacks) => to.batchCreateFeedback({ feedbacks }),
    total: async (store, range) => (await store.listFeedback(countArgs(range))).pagination.total,
  }),
};
