/** What a whole trace comes to. What is not known is `null`, never 0. */
export interface TraceTotals {
  /** Tokens of its model calls. A generation and its steps are one call, told of by the steps. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; `null` where nothing is known, or where the cost of one call with usage is not. */
  readonly costUsd: number | null;
  /** Calls of models: generations and steps that have no model span below them. */
  readonly modelCalls: number;
  readonly toolCalls: number;
  /** Spans with an error. */
  readonly errors: number;
}

/** A row of `listTraces({ summary: true })` about its whole trace. */
export interface TraceRollup extends TraceTotals {
  /**
   * The first 200 characters of the listed span's input: of a text its content, of anything else its JSON. What is cut
   * ends in `… (N bytes in all)`. `null` where there is no input.
   */
  readonly inputPreview: string | null;
  /** The same of its output. */
  readonly outputPreview: string | null;
  /** The models that were called, each once, sorted. */
  readonly models: readonly string[];
  /** Scores attached to the trace or to a span of it. */
  readonly scores: number;
  /** Feedback attached to the trace or to a span of it. */
  readonly feedback: number;
}

/** What the subtree of a span comes to, the span itself included. */
export interface SubtreeTotals extends TraceTotals {
  readonly spans: number;
  /** Milliseconds from the span's start to the last end in its subtree; `null` where nothing of it has ended. */
  readonly durationMs: number | null;
}
