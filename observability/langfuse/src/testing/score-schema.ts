import { z } from 'zod';

/** What Langfuse's API takes as a score, from its published definition (`@langfuse/core` 5.11.1, `ScoreBody`). */
const base = z.strictObject({
  id: z.string().min(1).max(800),
  name: z.string().min(1),
  traceId: z.string().optional(),
  observationId: z.string().optional(),
  sessionId: z.string().optional(),
  comment: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  environment: z
    .string()
    .max(40)
    .regex(/^(?!langfuse)[a-z0-9-_]+$/)
    .optional(),
});

export const scoreBodySchema = z
  .discriminatedUnion('dataType', [
    base.extend({ dataType: z.literal('NUMERIC'), value: z.number() }),
    base.extend({ dataType: z.literal('BOOLEAN'), value: z.union([z.literal(0), z.literal(1)]) }),
    base.extend({ dataType: z.literal('CATEGORICAL'), value: z.string() }),
    base.extend({ dataType: z.literal('TEXT'), value: z.string().min(1).max(500) }),
    base.extend({ dataType: z.literal('CORRECTION'), value: z.string() }),
  ])
  .refine(({ traceId, sessionId, observationId }) => (traceId ? !sessionId : Boolean(sessionId) && !observationId), {
    error: 'exactly one of traceId (with an observationId or not) and sessionId',
  });

export const ingestionSchema = z.strictObject({
  batch: z.array(
    z.strictObject({
      type: z.literal('score-create'),
      id: z.string().min(1).max(800),
      timestamp: z.iso.datetime({ offset: true }),
      body: z.unknown(),
    }),
  ),
});

export type ReceivedScore = z.output<typeof scoreBodySchema>;
