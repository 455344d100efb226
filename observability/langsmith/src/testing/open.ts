import { RecordingLogger } from '@mastra/exporter-conformance';
import { LangSmithExporter } from '../exporter.ts';
import type { LangSmithExporterOptions } from '../options.ts';
import { API_KEY, type FakeLangSmith } from './fake-langsmith.ts';

/** An exporter before a fake destination. */
export function open(langsmith: FakeLangSmith, options: LangSmithExporterOptions = {}): LangSmithExporter {
  const exporter = new LangSmithExporter({
    apiKey: API_KEY,
    apiUrl: langsmith.url,
    maxBatchWaitMs: 5,
    retry: { initialDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
  void exporter.init({ serviceName: 'weather-app', logger: new RecordingLogger() });
  return exporter;
}
