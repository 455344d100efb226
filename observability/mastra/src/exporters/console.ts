import type {
  AnyExportedSpan,
  ExportedLog,
  FeedbackEvent,
  LogEvent,
  MetricEvent,
  ScoreEvent,
  TracingEvent,
  UsageStats,
} from '@mastra/core/observability';
import { isPrinted } from '../adapters/origin.ts';
import { BaseExporter } from './base.ts';

export interface ConsoleExporterOptions {
  /** Takes a line at a time. @default `console.log` */
  readonly write?: (line: string) => void;
  /** ANSI colours. @default whether the standard output is a terminal that wants them */
  readonly colors?: boolean;
}

type Style = 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'bold';

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Readable lines for people: spans as they end, logs, measurements, scores and feedback. */
export class ConsoleExporter extends BaseExporter {
  readonly name = 'console';
  readonly #print: (line: string) => void;
  readonly #colors: boolean;

  constructor(options: ConsoleExporterOptions = {}) {
    super();
    this.#print = options.write ?? (line => console.log(line));
    this.#colors = options.colors ?? (process.stdout.isTTY === true && !process.env.NO_COLOR);
  }

  override onTracingEvent(event: TracingEvent): void {
    if (event.type !== 'span.ended') return;
    const span = event.exportedSpan;
    const mark = span.errorInfo ? this.#paint('red', '✗') : this.#paint('green', '✓');
    const parts = [mark, this.#paint('cyan', 'span'), span.name, this.#paint('dim', describeSpan(span))];
    if (span.errorInfo) parts.push(this.#paint('red', span.errorInfo.message));
    this.#line(span.endTime ?? span.startTime, parts, span.traceId);
  }

  onLogEvent({ log }: LogEvent): void {
    if (isPrinted(log.metadata)) return;
    const parts = [this.#paint(LEVEL_STYLES[log.level], log.level.toUpperCase().padEnd(5)), log.message];
    if (log.data) parts.push(this.#paint('dim', JSON.stringify(log.data)));
    this.#line(log.timestamp, parts, log.traceId);
  }

  onMetricEvent({ metric }: MetricEvent): void {
    const labels = Object.entries(metric.labels).map(([key, value]) => `${key}=${value}`);
    const amount = `${metric.value}${metric.unit ? ` ${metric.unit}` : ''}`;
    this.#line(
      metric.timestamp,
      [this.#paint('dim', 'metric'), metric.name, amount, this.#paint('dim', labels.join(' '))],
      metric.traceId,
    );
  }

  onScoreEvent({ score }: ScoreEvent): void {
    this.#line(
      score.timestamp,
      [this.#paint('yellow', 'score'), score.scorerId, String(score.score), score.reason ?? ''],
      score.traceId,
    );
  }

  onFeedbackEvent({ feedback }: FeedbackEvent): void {
    const parts = [
      this.#paint('yellow', 'feedback'),
      feedback.feedbackType,
      String(feedback.value),
      feedback.comment ?? '',
    ];
    this.#line(feedback.timestamp, parts, feedback.traceId);
  }

  #line(at: Date, parts: readonly string[], traceId: string | undefined): void {
    const trace = traceId ? this.#paint('dim', `trace ${traceId.slice(-8)}`) : '';
    this.#print([this.#paint('dim', at.toISOString().slice(11, 23)), ...parts, trace].filter(Boolean).join(' '));
  }

  #paint(style: Style, text: string): string {
    return this.#colors && text ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  }
}

const LEVEL_STYLES: Readonly<Record<ExportedLog['level'], Style>> = {
  debug: 'dim',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'bold',
};

function describeSpan(span: AnyExportedSpan): string {
  const ms = span.endTime ? `${span.endTime.getTime() - span.startTime.getTime()} ms` : 'running';
  const usage = (span.attributes as { usage?: UsageStats } | undefined)?.usage;
  const tokens = usage ? ` ${usage.inputTokens ?? 0}→${usage.outputTokens ?? 0} tokens` : '';
  return `${ms}${tokens}${span.endReason ? ` (${span.endReason})` : ''}`;
}
