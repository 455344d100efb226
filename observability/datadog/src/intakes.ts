import type { LlmObsSpan } from './protocol.ts';
import type { PackLimits } from './wire/packs.ts';

/** Where one kind of record goes, and what goes into one request. */
export interface Intake {
  /** For messages. */
  readonly what: string;
  readonly host: 'api' | 'logs';
  readonly path: string;
  readonly limits: PackLimits;
  readonly gzip: boolean;
  body(items: readonly string[], mlApp: string): string;
}

/** Datadog takes requests of 5 MB and a little more; the envelope needs some of it. */
const FIVE_MB = 5 * 1024 * 1024 - 16 * 1024;

export const SPANS: Intake = {
  what: 'Datadog (LLM Observability spans)',
  host: 'api',
  path: '/api/intake/llm-obs/v1/trace/spans',
  limits: { maxBytes: FIVE_MB, maxCount: 1000 },
  gzip: false,
  body: (items, mlApp) =>
    `{"data":{"type":"span","attributes":{"ml_app":${JSON.stringify(mlApp)},"spans":[${items.join(',')}]}}}`,
};

export const EVALUATIONS: Intake = {
  what: 'Datadog (LLM Observability evaluations)',
  host: 'api',
  path: '/api/intake/llm-obs/v2/eval-metric',
  limits: { maxBytes: FIVE_MB, maxCount: 1000 },
  gzip: false,
  body: items => `{"data":{"type":"evaluation_metric","attributes":{"metrics":[${items.join(',')}]}}}`,
};

export const LOGS: Intake = {
  what: 'Datadog (logs)',
  host: 'logs',
  path: '/api/v2/logs',
  // The intake counts in millions of bytes, and takes 1000 entries.
  limits: { maxBytes: 4_900_000, maxCount: 1000 },
  gzip: true,
  body: items => `[${items.join(',')}]`,
};

/** 512,000 bytes, compressed or not. */
const METRIC_LIMITS: PackLimits = { maxBytes: 500_000, maxCount: 10_000 };

export const DISTRIBUTIONS: Intake = {
  what: 'Datadog (distributions)',
  host: 'api',
  path: '/api/v1/distribution_points',
  limits: METRIC_LIMITS,
  gzip: false,
  body: items => `{"series":[${items.join(',')}]}`,
};

export const SERIES: Intake = {
  what: 'Datadog (metrics)',
  host: 'api',
  path: '/api/v2/series',
  limits: METRIC_LIMITS,
  gzip: false,
  body: items => `{"series":[${items.join(',')}]}`,
};

/** A longer log is cut by Datadog anywhere; cut here it stays JSON. */
export const MAX_LOG_BYTES = 990_000;
export const MAX_SPAN_BYTES = FIVE_MB;
export const MAX_JUDGEMENT_BYTES = 1_000_000;

/** A span whose payloads had to be left out altogether. */
export function withoutPayloads(span: LlmObsSpan, bytes: number): LlmObsSpan {
  const value = `[left out: the span has ${bytes} bytes, more than Datadog takes]`;
  const { metadata: _, input, output, ...meta } = span.meta;
  return { ...span, meta: { ...meta, ...(input && { input: { value } }), ...(output && { output: { value } }) } };
}
