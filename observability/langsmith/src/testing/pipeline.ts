import type { AnyExportedSpan } from '@mastra/core/observability';
import { LangSmithExporter } from '../exporter.ts';
import type { LangSmithExporterOptions } from '../options.ts';
import { API_KEY, type FakeLangSmith } from './fake-langsmith.ts';

export const TRACE = '69a42d40000000000000000000000a11';
export const START = new Date('2026-03-01T12:00:00.000Z');

/** So many milliseconds after the beginning. */
export const at = (ms: number): Date => new Date(START.getTime() + ms);

export function spanOf(id: string, more: Partial<AnyExportedSpan> = {}): AnyExportedSpan {
  return {
    id,
    traceId: TRACE,
    name: id,
    type: 'generic',
    startTime: START,
    endTime: at(100),
    isEvent: false,
    isRootSpan: more.parentSpanId === undefined,
    ...more,
  };
}

const silent = () => undefined;
const quiet = { debug: silent, info: silent, warn: silent, error: silent };

export function open(langsmith: FakeLangSmith, options: LangSmithExporterOptions = {}): LangSmithExporter {
  const exporter = new LangSmithExporter({
    apiKey: API_KEY,
    apiUrl: langsmith.url,
    maxBatchWaitMs: 5,
    retry: { initialDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
  void exporter.init({ serviceName: 'weather-app', logger: quiet });
  return exporter;
}

export function begin(exporter: LangSmithExporter, span: AnyExportedSpan): void {
  exporter.onTracingEvent({ type: 'span.started', exportedSpan: { ...span, endTime: undefined, output: undefined } });
}

export function end(exporter: LangSmithExporter, ...spans: readonly AnyExportedSpan[]): void {
  for (const exportedSpan of spans) exporter.onTracingEvent({ type: 'span.ended', exportedSpan });
}
