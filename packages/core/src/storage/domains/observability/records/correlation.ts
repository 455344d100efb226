import { z } from 'zod';
import {
  CORRELATION_TEXT_FIELDS,
  type CorrelationTextField,
  ENTITY_TYPES,
} from '../../../../observability/types/correlation.ts';

/** A text that may be absent. `null` is accepted on the way in and means the same. */
export const optionalText = z.string().nullish();
export const optionalJson = z.record(z.string(), z.unknown()).nullish();

const textShape = Object.fromEntries(
  CORRELATION_TEXT_FIELDS.map(field => [
    field,
    field.endsWith('ntityType') ? z.enum(ENTITY_TYPES).nullish() : optionalText,
  ]),
) as Record<CorrelationTextField, typeof optionalText>;

/** The correlation fields in the flat form that every record has. */
export const correlationShape = { ...textShape, tags: z.array(z.string()).nullish() };
