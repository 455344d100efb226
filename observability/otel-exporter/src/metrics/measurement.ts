import type { MetricType } from '@mastra/core/observability';
import type { Attributes } from '@opentelemetry/api';

/** One measurement on its way into a point. */
export interface Measurement {
  readonly name: string;
  readonly type: MetricType;
  /** UCUM. */
  readonly unit: string;
  readonly description: string;
  readonly value: number;
  readonly attributes: Attributes;
  /** Of a histogram: the upper bounds of its buckets. */
  readonly bounds: readonly number[];
  readonly time: Date;
  readonly traceId?: string;
  readonly spanId?: string;
}
