import type { AnySpan, MetricEvent } from '@mastra/core/observability';
import { newEventId } from '../spans/ids.ts';
import { type BuiltInMetric, METRIC_CATALOGUE, type MetricDefinition } from './catalogue.ts';

/** What a derived measurement takes over from its span. */
interface MeasuredSpan extends Pick<AnySpan, 'id' | 'traceId' | 'correlation'> {
  readonly startTime: Date;
  readonly endTime: Date | undefined;
}

/** A derived measurement as an event of the span's last moment. */
export function derivedEvent(
  name: BuiltInMetric,
  value: number,
  labels: Readonly<Record<string, string>>,
  span: MeasuredSpan,
): MetricEvent {
  const { type, unit }: MetricDefinition = METRIC_CATALOGUE[name];
  return {
    type: 'metric',
    metric: {
      metricId: newEventId(),
      timestamp: span.endTime ?? span.startTime,
      name,
      metricType: type,
      value,
      labels,
      unit,
      traceId: span.traceId,
      spanId: span.id,
      metadata: undefined,
      correlationContext: span.correlation,
    },
  };
}
