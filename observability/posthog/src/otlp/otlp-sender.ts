import type { ExportedLog, ExportedMetric, InitExporterOptions } from '@mastra/core/observability';
import { type OtlpAnswer, OtlpClient } from '@mastra/otel-exporter';
import { type BoundsOf, batchMetrics } from './batch-metrics.ts';
import { logRecord } from './log-records.ts';

const SCOPE = { name: '@mastra/posthog' };
/** OpenTelemetry's, for a program that gives none. */
const BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

interface Target {
  readonly host: string;
  readonly apiKey: string;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Logs and metrics on their way to PostHog's OTLP endpoints. */
export class OtlpSender {
  readonly #target: Target;
  readonly #warn: (line: string) => void;
  #resource: Readonly<Record<string, unknown>> = {};
  #boundsOf: BoundsOf = () => BOUNDS;
  #client: OtlpClient | undefined;
  #warned = false;

  constructor(target: Target, warn: (line: string) => void) {
    this.#target = target;
    this.#warn = warn;
  }

  init({ serviceName, environment, histogramBoundsOf }: InitExporterOptions): void {
    this.#resource = { 'service.name': serviceName, 'deployment.environment.name': environment };
    this.#boundsOf = histogramBoundsOf ?? this.#boundsOf;
  }

  async sendLogs(logs: readonly ExportedLog[]): Promise<void> {
    const client = this.#open();
    this.#heed(await client.sendLogs(logs.map(log => logRecord(log, client.resource, SCOPE))));
  }

  async sendMetrics(metrics: readonly ExportedMetric[]): Promise<void> {
    const client = this.#open();
    this.#heed(
      await client.sendMetrics({
        resource: client.resource,
        scope: SCOPE,
        metrics: batchMetrics(metrics, this.#boundsOf),
      }),
    );
  }

  async shutdown(): Promise<void> {
    await this.#client?.shutdown();
  }

  #open(): OtlpClient {
    const { host, apiKey, timeoutMs } = this.#target;
    this.#client ??= new OtlpClient({
      urls: { logs: `${host}/i/v1/logs`, metrics: `${host}/i/v1/metrics` },
      protocol: 'http/json',
      compression: 'gzip',
      headers: { authorization: `Bearer ${apiKey}` },
      timeoutMs,
      resource: this.#resource,
      exporter: 'PosthogExporter',
    });
    return this.#client;
  }

  /** OTLP forbids to send again what was refused in part. */
  #heed({ rejected, message }: OtlpAnswer): void {
    if (rejected === 0 || this.#warned) return;
    this.#warned = true;
    this.#warn(`[observability] PostHog refused ${rejected} records of a batch: ${message ?? 'it does not say why'}`);
  }
}
