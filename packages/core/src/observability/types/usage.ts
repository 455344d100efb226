/** Tokens of an input by kind. The kinds are disjoint and sum to `inputTokens`. */
export interface InputTokenDetails {
  readonly text?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly audio?: number;
  readonly image?: number;
}

/** Tokens of an output by kind. The kinds are disjoint and sum to `outputTokens`. */
export interface OutputTokenDetails {
  readonly text?: number;
  readonly reasoning?: number;
  readonly audio?: number;
  readonly image?: number;
}

/** What a model call consumed. Bills are made from it, so it is normalised once, where the answer comes in. */
export interface UsageStats {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly inputDetails?: InputTokenDetails;
  readonly outputDetails?: OutputTokenDetails;
}
