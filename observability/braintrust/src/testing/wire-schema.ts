import { z } from 'zod';

// What Braintrust takes at `POST logs3`: written from the row that version 3.35 of the vendor's SDK sends and the schemas
// that it has of a project's logs.

const json = z.json();
const place = {
  span_id: z.string().min(1),
  root_span_id: z.string().min(1),
  span_parents: z.array(z.string().min(1)).min(1).optional(),
};
const project = { project_id: z.string().min(1), log_id: z.literal('g') };
const audit = {
  _audit_source: z.enum(['app', 'api', 'external']).optional(),
  _audit_metadata: z.record(z.string(), json).optional(),
};

const spanRow = z
  .strictObject({
    id: z.string().min(1),
    ...project,
    ...place,
    span_id: place.span_id.optional(),
    root_span_id: place.root_span_id.optional(),
    created: z.iso.datetime({ offset: true }).optional(),
    input: json.optional(),
    output: json.optional(),
    expected: json.optional(),
    error: json.optional(),
    scores: z.record(z.string(), z.number().min(0).max(1).nullable()).optional(),
    metadata: z.looseObject({ model: z.string().nullish() }).optional(),
    tags: z
      .array(z.string())
      .refine(tags => new Set(tags).size === tags.length)
      .optional(),
    metrics: z.record(z.string(), z.number()).optional(),
    context: z.looseObject({}).optional(),
    span_attributes: z
      .looseObject({
        name: z.string().optional(),
        type: z
          .enum([
            'llm',
            'score',
            'function',
            'eval',
            'task',
            'tool',
            'automation',
            'facet',
            'preprocessor',
            'classifier',
            'review',
            'question',
            'log',
          ])
          .optional(),
        purpose: z.literal('scorer').optional(),
        log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).optional(),
      })
      .optional(),
    _is_merge: z.boolean().optional(),
    ...audit,
  })
  .refine(row => (row.span_id === undefined) === (row.root_span_id === undefined), {
    error: 'span_id and root_span_id go together',
  });

const commentRow = z.strictObject({
  id: z.uuid(),
  ...project,
  created: z.iso.datetime({ offset: true }),
  origin: z.strictObject({ id: z.string().min(1) }),
  comment: z.strictObject({ text: z.string() }),
  ...audit,
});

export const logs3Body = z.strictObject({
  rows: z
    .array(z.union([commentRow, spanRow]))
    .min(1)
    .refine(rows => new Set(rows.map(row => row.id)).size === rows.length, { error: 'a row id occurs twice' }),
  api_version: z.literal(2),
});

export const overflowBody = z.strictObject({
  rows: z.strictObject({ type: z.literal('logs3_overflow'), key: z.string() }),
  api_version: z.literal(2),
});

export const overflowRequest = z.strictObject({
  content_type: z.literal('application/json'),
  size_bytes: z.number().int(),
  rows: z.array(
    z.strictObject({
      object_ids: z.strictObject(project),
      is_delete: z.boolean(),
      input_row: z.strictObject({ byte_size: z.number().int() }),
    }),
  ),
});

export type WireRow = z.output<typeof spanRow>;
export type WireComment = z.output<typeof commentRow>;
