import { z } from 'zod';
import { LOG_LEVELS } from '../../../../observability/types/logging.ts';
import { correlationShape, optionalJson, optionalText } from './correlation.ts';
import type { StoredRecord } from './stored.ts';

export const logRecordSchema = z.object({
  logId: z.string().min(1),
  timestamp: z.date(),
  level: z.enum(LOG_LEVELS),
  message: z.string(),
  data: optionalJson,
  metadata: optionalJson,
  traceId: optionalText,
  spanId: optionalText,
  ...correlationShape,
});

export type CreateLogRecord = z.input<typeof logRecordSchema>;
export type LogRecord = StoredRecord<z.output<typeof logRecordSchema>>;
