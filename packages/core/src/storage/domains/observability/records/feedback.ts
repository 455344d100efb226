import { z } from 'zod';
import { correlationShape, optionalJson, optionalText } from './correlation.ts';
import type { StoredRecord } from './stored.ts';

export const feedbackRecordSchema = z.object({
  feedbackId: z.string().min(1),
  timestamp: z.date(),
  feedbackType: z.string().min(1),
  feedbackSource: z.string().min(1),
  value: z.union([z.number(), z.string()]),
  comment: optionalText,
  feedbackUserId: optionalText,
  messageId: optionalText,
  metadata: optionalJson,
  traceId: optionalText,
  spanId: optionalText,
  ...correlationShape,
});

export type CreateFeedbackRecord = z.input<typeof feedbackRecordSchema>;
export type FeedbackRecord = StoredRecord<z.output<typeof feedbackRecordSchema>>;
