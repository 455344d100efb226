import { z } from 'zod';
import {
  deleteFeedbackArgsSchema,
  deleteScoresArgsSchema,
  deleteTracesArgsSchema,
  discoveryArgsSchema,
  discoveryByTypeArgsSchema,
  facetsArgsSchema,
  feedbackAggregateArgsSchema,
  feedbackBreakdownArgsSchema,
  feedbackTimeSeriesArgsSchema,
  histogramArgsSchema,
  listChangesArgsSchema,
  listFeedbackArgsSchema,
  listLogsArgsSchema,
  listMetricsArgsSchema,
  listScoresArgsSchema,
  listSessionsArgsSchema,
  listSpansArgsSchema,
  listTracesArgsSchema,
  listTracesLightArgsSchema,
  metricAggregateArgsSchema,
  metricBreakdownArgsSchema,
  metricLabelKeysArgsSchema,
  metricLabelValuesArgsSchema,
  metricNamesArgsSchema,
  metricPercentilesArgsSchema,
  metricTimeSeriesArgsSchema,
  type ObservabilityStorage,
  payloadArgsSchema,
  pruneArgsSchema,
  scoreAggregateArgsSchema,
  scoreBreakdownArgsSchema,
  scoreByIdArgsSchema,
  scorePercentilesArgsSchema,
  scoreTimeSeriesArgsSchema,
  spanArgsSchema,
  spansArgsSchema,
  structureArgsSchema,
  traceArgsSchema,
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

const nothing = z.looseObject({});

/** Every method of `ObservabilityStorage`. A new one is a line here, and nothing compiles without it. */
export const STORAGE_METHODS: Readonly<Record<StorageMethod, MethodSpec>> = {
  createSpan: write(),
  batchCreateSpans: write(),
  updateSpan: write(),
  batchUpdateSpans: write(),
  getSpan: read(spanArgsSchema, 'span'),
  getSpans: read(spansArgsSchema, 'spans'),
  getRootSpan: read(traceArgsSchema, 'span'),
  getTrace: read(traceArgsSchema, 'spans'),
  getStructure: read(structureArgsSchema, 'spans'),
  getPayload: read(payloadArgsSchema),
  listSpans: read(listSpansArgsSchema),
  listTraces: read(listTracesArgsSchema),
  listTracesLight: read(listTracesLightArgsSchema),
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
  getScoreById: read(scoreByIdArgsSchema, 'itself'),
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

  getEntityTypes: read(discoveryArgsSchema),
  getEntityNames: read(discoveryByTypeArgsSchema),
  getServiceNames: read(discoveryArgsSchema),
  getEnvironments: read(discoveryArgsSchema),
  getTags: read(discoveryByTypeArgsSchema),

  getFacets: read(facetsArgsSchema),
  getHistogram: read(histogramArgsSchema),
  listChanges: read(listChangesArgsSchema),

  prune: write(pruneArgsSchema),
  storageStats: read(nothing),
  dangerouslyClearAll: write(),
};

export const STORAGE_METHOD_NAMES = Object.keys(STORAGE_METHODS) as readonly StorageMethod[];

export function isStorageMethod(name: string): name is StorageMethod {
  return Object.hasOwn(STORAGE_METHODS, name);
}
