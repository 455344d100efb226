/** What Datadog's public HTTP intakes take, as far as it is used here. */

export type LlmObsKind = 'agent' | 'workflow' | 'llm' | 'tool' | 'task' | 'embedding' | 'retrieval';

export interface LlmObsToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly tool_id?: string;
  readonly type?: string;
}

export interface LlmObsToolResult {
  readonly name?: string;
  readonly result: string;
  readonly tool_id?: string;
  readonly type?: string;
}

export interface LlmObsMessage {
  readonly role?: string;
  readonly content: string;
  readonly tool_calls?: readonly LlmObsToolCall[];
  readonly tool_results?: readonly LlmObsToolResult[];
}

export interface LlmObsIo {
  readonly value?: string;
  /** Of `llm` spans only. */
  readonly messages?: readonly LlmObsMessage[];
}

export interface LlmObsMeta {
  readonly kind: LlmObsKind;
  readonly input?: LlmObsIo;
  readonly output?: LlmObsIo;
  readonly error?: { readonly message: string; readonly type?: string; readonly stack?: string };
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  readonly model_name?: string;
  readonly model_provider?: string;
  readonly model_version?: string;
  readonly tool_definitions?: readonly { readonly name: string; readonly description?: string }[];
}

export interface LlmObsSpan {
  readonly name: string;
  /** Decimal. */
  readonly span_id: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly start_ns: number;
  /** Nanoseconds. */
  readonly duration: number;
  readonly status: 'ok' | 'error';
  readonly meta: LlmObsMeta;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly session_id?: string;
  readonly service?: string;
  readonly tags: readonly string[];
}

interface EvalMetricBase {
  readonly ml_app: string;
  readonly timestamp_ms: number;
  readonly label: string;
  readonly reasoning?: string;
  readonly assessment?: 'pass' | 'fail';
  readonly tags: readonly string[];
}

export type EvalValue =
  | { readonly metric_type: 'score'; readonly score_value: number }
  | { readonly metric_type: 'categorical'; readonly categorical_value: string }
  | { readonly metric_type: 'text'; readonly text_value: string };

export type EvaluationTarget =
  | {
      readonly eval_scope: 'span';
      readonly join_on: { readonly span: { readonly span_id: string; readonly trace_id: string } };
    }
  | {
      readonly eval_scope: 'trace';
      readonly join_on: { readonly tag: { readonly key: string; readonly value: string } };
    }
  | { readonly eval_scope: 'session'; readonly session_id: string };

export type FeedbackTarget =
  | { readonly span_id: string }
  | { readonly trace_id: string }
  | { readonly session_id: string }
  | { readonly feedback_join_key: string };

export type Evaluation = EvalMetricBase & EvalValue & EvaluationTarget & { readonly event_kind: 'evaluation' };

export type Feedback = EvalMetricBase &
  EvalValue &
  FeedbackTarget & {
    readonly event_kind: 'feedback';
    readonly submitter: { readonly id: string; readonly type?: string };
  };

export interface DatadogLog {
  readonly ddsource: string;
  readonly ddtags: string;
  readonly hostname?: string;
  readonly service?: string;
  readonly status: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly [attribute: string]: unknown;
}

/** `POST /api/v1/distribution_points`. */
export interface DistributionSeries {
  readonly metric: string;
  readonly type: 'distribution';
  /** Seconds since the epoch, and the observations. */
  readonly points: readonly [number, readonly number[]][];
  readonly tags: readonly string[];
  readonly host?: string;
}

/** `POST /api/v2/series`. */
export interface GaugeSeries {
  readonly metric: string;
  readonly type: 3;
  readonly points: readonly { readonly timestamp: number; readonly value: number }[];
  readonly tags: readonly string[];
  readonly unit?: string;
  readonly resources?: readonly { readonly type: 'host'; readonly name: string }[];
}
