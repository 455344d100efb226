import { z } from 'zod';
import { SPAN_TYPES } from '../../../../observability/types/span-types.ts';
import { SPAN_END_REASONS } from '../../../../observability/types/tracing.ts';
import type { SubtreeTotals, TraceRollup } from '../args/rollup.ts';
import { correlationShape, optionalJson, optionalText } from './correlation.ts';
import type { StoredRecord } from './stored.ts';

/** `lost`: never ended, and older than the store's `lostAfterMs`. */
export const SPAN_STATUSES = ['running', 'success', 'error', 'aborted', 'lost'] as const;

export type SpanStatus = (typeof SPAN_STATUSES)[number];

/** A span as stores keep it. Its key is (`traceId`, `spanId`). */
export const spanRecordSchema = z.object({
  traceId: z.string().min(1),
  spanId: z.string().min(1),
  parentSpanId: optionalText,
  name: z.string(),
  spanType: z.enum(SPAN_TYPES),
  startedAt: z.date(),
  /** Absent while the span runs. */
  endedAt: z.date().nullish(),
  /** Orders spans of a trace that begin in the same millisecond: the lower one began earlier. */
  sequence: z.number().nullish(),
  isEvent: z.boolean().nullish(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  attributes: optionalJson,
  metadata: optionalJson,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string(), attributes: optionalJson })).nullish(),
  /** A `SpanErrorInfo`; present means that the span failed. */
  error: z.unknown().optional(),
  endReason: z.enum(SPAN_END_REASONS).nullish(),
  ...correlationShape,
  /** How many traces this one stands for, where sampling kept it. Absent means 1. */
  sampleWeight: z.number().nullish(),
});

/** What `createSpan` takes. */
export type CreateSpanRecord = z.input<typeof spanRecordSchema>;

/** What reads answer: absent fields are left out, and `status` is derived (an error wins). */
export type SpanRecord = StoredRecord<z.output<typeof spanRecordSchema>> & {
  readonly status: SpanStatus;
  readonly isEvent: boolean;
};

/** A span without its payloads, as lists answer it. */
export type SpanSummary = Omit<SpanRecord, 'input' | 'output'>;

/** A span with what its place in the tree needs and nothing else. */
export type LightSpanRecord = Omit<SpanSummary, 'attributes' | 'metadata' | 'links'>;

/** The root of a trace, as `listTraces` answers it. */
export type TraceSummary = SpanSummary & {
  /** An error on a span other than the root. */
  readonly hasChildError: boolean;
  /** What the whole trace comes to, where it was asked for. */
  readonly summary?: TraceRollup;
};

export type LightTraceSummary = LightSpanRecord & { readonly hasChildError: boolean };

/** Bytes of a span's payloads as JSON text in UTF-8; 0 for what it does not have. */
export interface PayloadSizes {
  readonly input: number;
  readonly output: number;
  readonly attributes: number;
  readonly metadata: number;
}

/** A span as `getStructure` answers it; with its place in the tree where a window, totals or sizes are asked for. */
export type StructureSpan = LightSpanRecord & {
  /** 0 for roots and for spans whose parent is not in the trace. */
  readonly depth?: number;
  /** Spans right below it. */
  readonly children?: number;
  /** Spans in its subtree, without itself. */
  readonly descendants?: number;
  /** Its parents go round in a circle, of which it is the earliest span: it counts as a root. */
  readonly isCircular?: boolean;
  /** What its subtree comes to. */
  readonly totals?: SubtreeTotals;
  readonly sizes?: PayloadSizes;
};

export interface TraceStructure {
  readonly traceId: string;
  /**
   * By start, then by span id. Where a window, totals or sizes are asked for, in the order of the tree: a parent before
   * its children, siblings by start.
   */
  readonly spans: readonly StructureSpan[];
  /** Spans to the depth that was asked for, of which `spans` is a window. */
  readonly total: number;
}

/** Changes to a stored span: `null` is refused, absent keeps what is there. */
export type UpdateSpanRecord = Partial<Omit<CreateSpanRecord, 'traceId' | 'spanId'>>;
