import { z } from 'zod';
import {
  deleteFeedbackArgsSchema,
  deleteScoresArgsSchema,
  deleteTracesArgsSchema,
  feedbackAggregateArgsSchema,
  feedbackBreakdownArgsSchema,
  feedbackTimeSeriesArgsSchema,
  listFeedbackArgsSchema,
  listLogsArgsSchema,
  listMetricsArgsSchema,
  listScoresArgsSchema,
  listSessionsArgsSchema,
  listTracesArgsSchema,
  metricAggregateArgsSchema,
  metricBreakdownArgsSchema,
  metricLabelKeysArgsSchema,
  metricLabelValuesArgsSchema,
  metricNamesArgsSchema,
  metricPercentilesArgsSchema,
  metricTimeSeriesArgsSchema,
  type ObservabilityStorage,
  pruneArgsSchema,
  scoreAggregateArgsSchema,
  scoreBreakdownArgsSchema,
  scorePercentilesArgsSchema,
  scoreTimeSeriesArgsSchema,
} from '../domains/observability/index.ts';

/** Methods of the life of a store, and `ingest`, which travels as lines. */
type Other = 'init' | 'close' | 'ingest';

/** The methods of a store that can be called from elsewhere: all that return a promise. */
export type StorageMethod = Exclude<
  {
    [K in keyof ObservabilityStorage]: ObservabilityStorage[K] extends (...args: never[]) => Promise<unknown>
      ? K
      : never;
  }[keyof ObservabilityStorage],
  Other
>;

/** What the protocol knows of a method. */
export interface MethodSpec {
  readonly access: 'read' | 'write';
  /** Checks the argument on arrival. Records are checked by the store, which names the one that is wrong. */
  readonly args: z.ZodType;
  /** Where the answer of a look-up has its records, so that those of other tenants can be left out. */
  readonly records?: 'span' | 'spans' | 'itself';
  /** The list of records of a write, each of which can be given a tenant. Only for records that never change again. */
  readonly stamps?: string;
}

const read = (args: z.ZodType, records?: MethodSpec['records']): MethodSpec => ({
  access: 'read',
  args,
  ...(records && { records }),
});
const write = (args: z.ZodType = z.unknown(), stamps?: string): MethodSpec => ({
  access: 'write',
  args,
  ...(stamps && { stamps }),
});

const traceId = { traceId: z.string() };
const ofEntityType = z.strictObject({ entityType: z.string().optional() });
const nothing = z.looseObject({});

/** Every method of `ObservabilityStorage`. A new one is a line here, and nothing compiles without it. */
export const STORAGE_METHODS: Readonly<Record<StorageMethod, MethodSpec>> = {
  createSpan: write(),
  batchCreateSpans: write(),
  updateSpan: write(),
  batchUpdateSpans: write(),
  getSpan: read(z.looseObject({ ...traceId, spanId: z.string() }), 'span'),
  getSpans: read(z.strictObject({ ...traceId, spanIds: z.array(z.string()) }), 'spans'),
  getRootSpan: read(z.looseObject(traceId), 'span'),
  getTrace: read(z.looseObject(traceId), 'spans'),
  getStructure: read(z.looseObject(traceId), 'spans'),
  listTraces: read(listTracesArgsSchema),
  listTracesLight: read(listTracesArgsSchema),
  listSessions: read(listSessionsArgsSchema),
  batchDeleteTraces: write(deleteTracesArgsSchema),

  batchCreateLogs: write(z.unknown(), 'logs'),
  listLogs: read(listLogsArgsSchema),

  batchCreateMetrics: write(z.unknown(), 'metrics'),
  listMetrics: read(listMetricsArgsSchema),
  getMetricAggregate: read(metricAggregateArgsSchema),
  getMetricBreakdown: read(metricBreakdownArgsSchema),
  getMetricTimeSeries: read(metricTimeSeriesArgsSchema),
  getMetricPercentiles: read(metricPercentilesArgsSchema),
  getMetricNames: read(metricNamesArgsSchema),
  getMetricLabelKeys: read(metricLabelKeysArgsSchema),
  getMetricLabelValues: read(metricLabelValuesArgsSchema),

  createScore: write(),
  batchCreateScores: write(z.unknown(), 'scores'),
  deleteScores: write(deleteScoresArgsSchema),
  listScores: read(listScoresArgsSchema),
  getScoreById: read(z.looseObject({ scoreId: z.string() }), 'itself'),
  getScoreAggregate: read(scoreAggregateArgsSchema),
  getScoreBreakdown: read(scoreBreakdownArgsSchema),
  getScoreTimeSeries: read(scoreTimeSeriesArgsSchema),
  getScorePercentiles: read(scorePercentilesArgsSchema),

  createFeedback: write(),
  batchCreateFeedback: write(z.unknown(), 'feedbacks'),
  deleteFeedback: write(deleteFeedbackArgsSchema),
  listFeedback: read(listFeedbackArgsSchema),
  getFeedbackAggregate: read(feedbackAggregateArgsSchema),
  getFeedbackBreakdown: read(feedbackBreakdownArgsSchema),
  getFeedbackTimeSeries: read(feedbackTimeSeriesArgsSchema),

  getEntityTypes: read(nothing),
  getEntityNames: read(ofEntityType),
  getServiceNames: read(nothing),
  getEnvironments: read(nothing),
  getTags: read(ofEntityType),

  prune: write(pruneArgsSchema),
  storageStats: read(nothing),
  dangerouslyClearAll: write(),
};

export const STORAGE_METHOD_NAMES = Object.keys(STORAGE_METHODS) as readonly StorageMethod[];

export function isStorageMethod(name: string): name is StorageMethod {
  return Object.hasOwn(STORAGE_METHODS, name);
}
