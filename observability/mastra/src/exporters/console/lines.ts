import type { AnyExportedSpan, ExportedMetric, UsageStats } from '@mastra/core/observability';
import { dollars } from './amounts.ts';
import type { TreeNote } from './layout.ts';
import { shown } from './notes.ts';
import type { Paint } from './paint.ts';

/** Each event as a line of its own. */
export class Lines {
  readonly #paint: Paint;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  span(span: AnyExportedSpan): string {
    const paint = this.#paint;
    const mark = span.errorInfo ? paint('red', '✗') : paint('green', '✓');
    const parts = [mark, paint('cyan', 'span'), shown(span.name), paint('dim', describe(span))];
    if (span.errorInfo) parts.push(paint('red', shown(span.errorInfo.message)));
    return this.#line(span.endTime ?? span.startTime, parts, span.traceId);
  }

  note({ at, head, style, text, detail }: TreeNote, traceId: string | undefined): string {
    return this.#line(new Date(at), [this.#paint(style, head), text, this.#paint('dim', detail)], traceId);
  }

  metric(metric: ExportedMetric): string {
    const paint = this.#paint;
    const labels = Object.entries(metric.labels).map(([key, value]) => `${key}=${value}`);
    const amount = `${metric.value}${metric.unit ? ` ${metric.unit}` : ''}`;
    const parts = [paint('dim', 'metric'), shown(metric.name), shown(amount), paint('dim', shown(labels.join(' ')))];
    return this.#line(metric.timestamp, parts, metric.traceId);
  }

  #line(at: Date, parts: readonly string[], traceId: string | undefined): string {
    const trace = traceId ? this.#paint('dim', `trace ${shown(traceId.slice(-8))}`) : '';
    return [this.#paint('dim', at.toISOString().slice(11, 23)), ...parts, trace].filter(part => part !== '').join(' ');
  }
}

function describe(span: AnyExportedSpan): string {
  const { usage, costUsd } = (span.attributes ?? {}) as { usage?: UsageStats; costUsd?: number };
  return [
    span.endTime ? `${span.endTime.getTime() - span.startTime.getTime()} ms` : 'running',
    usage ? `${usage.inputTokens ?? 0}→${usage.outputTokens ?? 0} tokens` : '',
    dollars(costUsd),
    span.endReason ? `(${span.endReason})` : '',
  ]
    .filter(part => part !== '')
    .join(' ');
}
