import type { CorrelationContext } from './correlation.ts';

export const METRIC_TYPES = ['counter', 'gauge', 'histogram'] as const;

export type MetricType = (typeof METRIC_TYPES)[number];

/** One measurement. */
export interface ExportedMetric {
  /** Made once, with the event; every later write is idempotent by it. */
  readonly metricId: string;
  readonly timestamp: Date;
  readonly name: string;
  readonly metricType: MetricType;
  /** Counters: what is added. Gauges: the value set. Histograms: one observation. Always finite. */
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
  /** UCUM-like, for example `ms`, `usd` or `{token}`. */
  readonly unit?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly correlationContext?: CorrelationContext;
}
