import type { AttachTarget, FeedbackInput, ScoreInput } from '@mastra/core/observability';
import { z } from 'zod';

const id = z.string().min(1);
const traceId = z
  .string()
  .regex(/^(?!0+$)[0-9a-f]{32}$/, { error: 'expected 32 lower-case hex digits, as results have them' });
const spanId = z
  .string()
  .regex(/^(?!0+$)[0-9a-f]{16}$/, { error: 'expected 16 lower-case hex digits, as spans have them' });
const targetShape = {
  traceId: traceId.optional(),
  spanId: spanId.optional(),
  runId: id.optional(),
  threadId: id.optional(),
  messageId: id.optional(),
};
const metadata = z.record(z.string(), z.unknown()).optional();
const NO_TARGET = 'one of traceId, runId, threadId or messageId is needed to say what it is attached to';

const scoreShape = {
  scorerId: id,
  scorerVersion: z.string().optional(),
  score: z.number(),
  reason: z.string().optional(),
  metadata,
  experimentId: z.string().optional(),
  scoreTraceId: z.string().optional(),
  scoreId: id.optional(),
};

const feedbackShape = {
  feedbackType: id,
  feedbackSource: id,
  value: z.union([z.number(), z.string()]),
  comment: z.string().optional(),
  feedbackUserId: z.string().optional(),
  metadata,
  experimentId: z.string().optional(),
  feedbackId: id.optional(),
};

const hasTarget = (input: AttachTarget) => Boolean(input.traceId ?? input.runId ?? input.threadId ?? input.messageId);

export const checkScore = z
  .strictObject({ ...targetShape, ...scoreShape })
  .refine(hasTarget, { error: NO_TARGET })
  .transform(({ traceId, spanId, runId, threadId, messageId, ...value }) => ({
    target: { traceId, spanId, runId, threadId, messageId } satisfies AttachTarget,
    // A score has no field for it; its metadata keeps it.
    value: (messageId === undefined
      ? value
      : { ...value, metadata: { messageId, ...value.metadata } }) satisfies ScoreInput,
  }));

export const checkFeedback = z
  .strictObject({ ...targetShape, ...feedbackShape })
  .refine(hasTarget, { error: NO_TARGET })
  .transform(({ traceId, spanId, runId, threadId, messageId, ...value }) => ({
    target: { traceId, spanId, runId, threadId, messageId } satisfies AttachTarget,
    value: { ...value, messageId } satisfies FeedbackInput,
  }));
