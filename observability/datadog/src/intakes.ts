import type { LlmObsSpan } from './protocol.ts';

/** Of the records of one request and the commas between them. */
interface IntakeLimits {
  readonly maxBytes: number;
  readonly maxCount: number;
}

/** Where one kind of record goes, and what goes into one request. */
export interface Intake {
  /** For messages. */
  readonly what: string;
  readonly host: 'api' | 'logs';
  readonly path: string;
  readonly limits: IntakeLimits;
  readonly gzip: boolean;
  /** What stands around the records in a request. */
  before(mlApp: string): string;
  readonly after: string;
}

/** Datadog takes requests of 5 MB and a little more; the envelope needs some of it. */
const FIVE_MB = 5 * 1024 * 1024 - 16 * 1024;

export const SPANS: Intake = {
  what: 'Datadog (LLM Observability spans)',
  host: 'api',
  path: '/api/intake/llm-obs/v1/trace/spans',
  limits: { maxBytes: FIVE_MB, maxCount: 1000 },
  gzip: false,
  before: mlApp => `{"data":{"type":"span","attributes":{"ml_app":${JSON.stringify(mlApp)},"spans":[`,
  after: ']}}}',
};

export const EVALUATIONS: Intake = {
  what: 'Datadog (LLM Observability evaluations)',
  host: 'api',
  path: '/api/intake/llm-obs/v2/eval-metric',
  limits: { maxBytes: FIVE_MB, maxCount: 1000 },
  gzip: false,
  before: () => '{"data":{"type":"evaluation_metric","attributes":{"metrics":[',
  after: ']}}}',
};

export const LOGS: Intake = {
  what: 'Datadog (logs)',
  host: 'logs',
  path: '/api/v2/logs',
  // The intake counts in millions of bytes, and takes 1000 entries.
  limits: { maxBytes: 4_900_000, maxCount: 1000 },
  gzip: true,
  before: () => '[',
  after: ']',
};

/** 512,000 bytes, compressed or not. */
const METRIC_LIMITS: IntakeLimits = { maxBytes: 500_000, maxCount: 10_000 };

export const DISTRIBUTIONS: Intake = {
  what: 'Datadog (distributions)',
  host: 'api',
  path: '/api/v1/distribution_points',
  limits: METRIC_LIMITS,
  gzip: false,
  before: () => '{"series":[',
  after: ']}',
};

export const SERIES: Intake = {
  what: 'Datadog (metrics)',
  host: 'api',
  path: '/api/v2/series',
  limits: METRIC_LIMITS,
  gzip: false,
  before: () => '{"series":[',
  after: ']}',
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
