/** Tokens of an input by kind. The kinds are disjoint and sum to `inputTokens`. */
export interface InputTokenDetails {
  readonly text?: number;
  readonly cacheRead?: number;
  /** Written to a cache for the provider's usual time: 5 minutes with Anthropic. */
  readonly cacheWrite?: number;
  /** Written to a cache for one hour, which costs more. */
  readonly cacheWrite1h?: number;
  readonly audio?: number;
  readonly image?: number;
}

/** Tokens of an output by kind. The kinds are disjoint and sum to `outputTokens`. */
export interface OutputTokenDetails {
  readonly text?: number;
  readonly reasoning?: number;
  readonly audio?: number;
  readonly image?: number;
  /** In the provider's total, and explained by none of its counts. */
  readonly other?: number;
}

/** What a model call consumed. Bills are made from it, so it is normalised once, where the answer comes in. */
export interface UsageStats {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly inputDetails?: InputTokenDetails;
  readonly outputDetails?: OutputTokenDetails;
  /** The provider's own total, only where it is smaller than `inputTokens + outputTokens`: its report contradicts itself. */
  readonly reportedTotalTokens?: number;
}
