import { ArizeExporter } from '../../observability/arize/src/index.ts';
import { BraintrustExporter } from '../../observability/braintrust/src/index.ts';
import { DatadogExporter } from '../../observability/datadog/src/index.ts';
import { LaminarExporter } from '../../observability/laminar/src/index.ts';
import { LangfuseExporter } from '../../observability/langfuse/src/index.ts';
import { LangSmithExporter } from '../../observability/langsmith/src/index.ts';
import {
  ConsoleExporter,
  DefaultExporter,
  InMemoryExporter,
  JsonExporter,
} from '../../observability/mastra/src/index.ts';
import { OtelExporter } from '../../observability/otel-exporter/src/index.ts';
import { PosthogExporter } from '../../observability/posthog/src/index.ts';
import { SentryExporter } from '../../observability/sentry/src/index.ts';
import type { ObservabilityExporter, Signal } from '../../packages/core/src/observability/index.ts';
import { markdownTable } from './regions.ts';

interface Row {
  readonly destination: string;
  /** Where the exporter is described, from `docs/`. */
  readonly page: string;
  readonly package: string;
  readonly exporter: ObservabilityExporter;
  /** With every signal switched on that is off by default. */
  readonly complete?: ObservabilityExporter;
}

const HANDLERS: Readonly<Record<Signal, keyof ObservabilityExporter>> = {
  tracing: 'onTracingEvent',
  log: 'onLogEvent',
  metric: 'onMetricEvent',
  score: 'onScoreEvent',
  feedback: 'onFeedbackEvent',
};

/** Which exporter takes which signals: read off its handlers, as the pipeline does. */
export function exporterTable(): string {
  const apiKey = 'key';
  const rows: readonly Row[] = [
    { destination: 'your store', page: 'guides/storage.md', package: 'observability', exporter: new DefaultExporter() },
    {
      destination: 'OpenTelemetry, over OTLP',
      page: 'exporters/otel.md',
      package: 'otel-exporter',
      exporter: new OtelExporter(),
    },
    {
      destination: 'Langfuse',
      page: 'exporters/langfuse.md',
      package: 'langfuse',
      exporter: new LangfuseExporter({ publicKey: 'pk-lf-1', secretKey: 'sk-lf-1' }),
    },
    {
      destination: 'Braintrust',
      page: 'exporters/braintrust.md',
      package: 'braintrust',
      exporter: new BraintrustExporter({ apiKey, project: 'p' }),
      complete: new BraintrustExporter({ apiKey, project: 'p', logs: true }),
    },
    {
      destination: 'LangSmith',
      page: 'exporters/langsmith.md',
      package: 'langsmith',
      exporter: new LangSmithExporter({ apiKey }),
    },
    {
      destination: 'Phoenix',
      page: 'exporters/arize.md',
      package: 'arize',
      exporter: new ArizeExporter({ destination: 'phoenix' }),
    },
    {
      destination: 'Arize AX',
      page: 'exporters/arize.md',
      package: 'arize',
      exporter: new ArizeExporter({ destination: 'ax', apiKey, spaceId: 's', projectName: 'p' }),
    },
    {
      destination: 'Datadog',
      page: 'exporters/datadog.md',
      package: 'datadog',
      exporter: new DatadogExporter({ apiKey, mlApp: 'app' }),
      complete: new DatadogExporter({ apiKey, mlApp: 'app', logs: true, metrics: true }),
    },
    {
      destination: 'PostHog',
      page: 'exporters/posthog.md',
      package: 'posthog',
      exporter: new PosthogExporter({ apiKey: 'phc_1' }),
      complete: new PosthogExporter({ apiKey: 'phc_1', logs: true, metrics: true }),
    },
    {
      destination: 'Sentry',
      page: 'exporters/sentry.md',
      package: 'sentry',
      exporter: new SentryExporter({ dsn: 'https://key@example.com/1' }),
    },
    {
      destination: 'Laminar',
      page: 'exporters/laminar.md',
      package: 'laminar',
      exporter: new LaminarExporter({ apiKey }),
    },
    {
      destination: 'a terminal',
      page: 'exporters/console.md',
      package: 'observability',
      exporter: new ConsoleExporter(),
    },
    {
      destination: 'NDJSON, to a file or a stream',
      page: 'exporters/json.md',
      package: 'observability',
      exporter: new JsonExporter(),
    },
    {
      destination: 'memory, for tests',
      page: 'guides/tracing.md',
      package: 'observability',
      exporter: new InMemoryExporter(),
    },
  ];
  const head = ['destination', 'exporter', 'package', 'traces', 'logs', 'metrics', 'scores', 'feedback'];
  return markdownTable(head, rows.map(cells));
}

function cells({ destination, page, package: name, exporter, complete = exporter }: Row): readonly string[] {
  const marks = Object.values(HANDLERS).map(handler => {
    if (typeof exporter[handler] === 'function') return '✓';
    return typeof complete[handler] === 'function' ? 'option' : '';
  });
  return [destination, `[\`${exporter.constructor.name}\`](${page})`, `\`@mastra/${name}\``, ...marks];
}
