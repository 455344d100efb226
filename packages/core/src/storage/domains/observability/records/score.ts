import { z } from 'zod';
import { correlationShape, optionalJson, optionalText } from './correlation.ts';
import type { StoredRecord } from './stored.ts';

export const scoreRecordSchema = z.object({
  scoreId: z.string().min(1),
  timestamp: z.date(),
  scorerId: z.string().min(1),
  scorerVersion: optionalText,
  score: z.number(),
  reason: optionalText,
  scoreTraceId: optionalText,
  metadata: optionalJson,
  traceId: optionalText,
  spanId: optionalText,
  ...correlationShape,
});

export type CreateScoreRecord = z.input<typeof scoreRecordSchema>;
export type ScoreRecord = StoredRecord<z.output<typeof scoreRecordSchema>>;
