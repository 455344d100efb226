/**
 * What the destination said of a batch that it took. A part of it may have been refused: by the protocol, such a batch
 * is not sent again.
 */
export interface OtlpAnswer {
  /** Spans, log records or data points that were refused. */
  readonly rejected: number;
  /** Why, in the destination's words; also set for a warning without a refusal. */
  readonly message?: string;
}

interface PartialSuccess {
  readonly rejectedSpans?: number | string;
  readonly rejectedLogRecords?: number | string;
  readonly rejectedDataPoints?: number | string;
  readonly errorMessage?: string;
}

/** Reads the decoded answer of any of the three services. */
export function answerOf(decoded: { readonly partialSuccess?: PartialSuccess | null }): OtlpAnswer {
  const { rejectedSpans, rejectedLogRecords, rejectedDataPoints, errorMessage } = decoded.partialSuccess ?? {};
  // In JSON, 64-bit numbers are text.
  const rejected = Number(rejectedSpans ?? rejectedLogRecords ?? rejectedDataPoints ?? 0);
  return { rejected: Number.isFinite(rejected) ? rejected : 0, ...(errorMessage && { message: errorMessage }) };
}
