import type { CorrelationContext } from './correlation.ts';

/** What a person or a program said about an answer, as a user gives it. */
export interface FeedbackInput {
  /** For example `thumbs`, `rating`, `comment`, `correction`. */
  readonly feedbackType: string;
  /** For example `user`, `reviewer`, `system`. */
  readonly feedbackSource: string;
  readonly value: number | string;
  readonly comment?: string;
  /** Who gave it; the run's own `userId` is kept beside it. */
  readonly feedbackUserId?: string;
  readonly messageId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly experimentId?: string;
  /** Give one to make a repeated call idempotent. Made where absent. */
  readonly feedbackId?: string;
}

export interface ExportedFeedback {
  readonly feedbackId: string;
  readonly timestamp: Date;
  readonly feedbackType: string;
  readonly feedbackSource: string;
  readonly value: number | string;
  readonly comment?: string;
  readonly feedbackUserId?: string;
  readonly messageId?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly correlationContext?: CorrelationContext;
}
