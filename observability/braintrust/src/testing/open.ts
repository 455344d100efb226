import { RecordingLogger } from '@mastra/exporter-conformance';
import { BraintrustExporter } from '../exporter.ts';
import type { BraintrustExporterOptions } from '../options.ts';
import { API_KEY, type FakeBraintrust } from './fake-braintrust.ts';

/** An exporter before a fake destination. */
export function open(braintrust: FakeBraintrust, options: BraintrustExporterOptions = {}): BraintrustExporter {
  const exporter = new BraintrustExporter({
    apiKey: API_KEY,
    appUrl: braintrust.url,
    maxBatchWaitMs: 5,
    retry: { initialDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
  void exporter.init({ serviceName: 'weather-app', logger: new RecordingLogger() });
  return exporter;
}
