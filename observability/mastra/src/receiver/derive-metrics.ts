import type { MetricEvent } from '@mastra/core/observability';
import type { ResolvedConfig } from '../config.ts';
import { CardinalityGuard } from '../metrics/cardinality.ts';
import { derivedEvent } from '../metrics/derived-event.ts';
import { deriveSpanMetrics, type MeasurementSink, type SpanFacts } from '../metrics/extract.ts';
import { LabelCache } from '../metrics/label-cache.ts';
import { createCostTable } from '../metrics/pricing/cost-table.ts';
import { Capture } from '../spans/capture.ts';
import type { ReceivedSpan } from './mapping/span.ts';
import { priced } from './pricing.ts';

/** Answers the measurements that a received span gives rise to. */
export type MetricDeriver = (received: ReceivedSpan) => readonly MetricEvent[];

/** What the derivation reads of a received span. */
type Measured = SpanFacts & Parameters<typeof derivedEvent>[3];

/**
 * Derives the built-in metrics of received spans. Ids are made of the span's and the metric's name: a span that comes
 * again gives rise to the same measurements, and stores keep one of each.
 */
export function deriveMetrics(config: ResolvedConfig): MetricDeriver {
  // Labels are redacted where every event is: in the pipeline that the events go to.
  const guard = new CardinalityGuard(config.metrics.cardinality, new Capture(config.capture), console);
  const labels = new LabelCache(guard);
  const costOf = createCostTable(config.metrics.prices);

  return ({ span, correlation, durationMs }) => {
    if (span.endTime === undefined) return [];
    const { id, traceId, type, name, startTime, endTime, errorInfo, endReason } = span;
    const attributes = priced(span, costOf);
    const events: MetricEvent[] = [];
    const record: MeasurementSink<Measured> = (metric, value, of, measured) => {
      const { metric: derived } = derivedEvent(metric, value, of, measured);
      events.push({ type: 'metric', metric: { ...derived, metricId: `${traceId}-${id}-${metric}` } });
    };
    const ended = {
      id,
      traceId,
      type,
      name,
      startTime,
      endTime,
      durationMs,
      attributes,
      errorInfo,
      endReason,
      correlation,
    };
    deriveSpanMetrics('started', { ...ended, endTime: undefined }, labels, record);
    deriveSpanMetrics('ended', ended, labels, record);
    return events;
  };
}
