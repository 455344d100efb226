import { z } from 'zod';

// What LangSmith takes at `POST /runs/multipart`: written from its API reference (Ingest Runs, Run data format, Feedback data
// format) and the types of version 0.10.5 of the vendor's SDK.

const values = z.record(z.string(), z.json());
const uuid = z.guid();
const DOTTED = /^(\d{8}T\d{12}Z[0-9a-f-]{36})(\.\d{8}T\d{12}Z[0-9a-f-]{36})*$/;

const time = z.union([z.iso.datetime({ offset: true }), z.number()]);

export const runPart = z
  .strictObject({
    id: uuid,
    trace_id: uuid,
    parent_run_id: uuid.optional(),
    dotted_order: z.string().regex(DOTTED),
    name: z.string().min(1),
    run_type: z.enum(['llm', 'chain', 'tool', 'retriever', 'embedding', 'prompt', 'parser']),
    start_time: time,
    end_time: time.optional(),
    session_name: z.string().optional(),
    tags: z.array(z.string()).optional(),
    execution_order: z.number().optional(),
    child_execution_order: z.number().optional(),
  })
  .superRefine((run, context) => {
    const ids = run.dotted_order.split('.').map(segment => segment.slice(-36));
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    if (ids[0] !== run.trace_id) complain('a dotted order begins with the trace id');
    if (ids.at(-1) !== run.id) complain('a dotted order ends with the id');
    if (ids.at(-2) !== run.parent_run_id) complain('a dotted order has the parent before the run');
  });

export const outOfBand = {
  inputs: values,
  outputs: values,
  error: z.string(),
  events: z.array(z.looseObject({ name: z.string(), time: z.string() })),
  extra: z.looseObject({ metadata: values.optional() }),
};

export const feedbackPart = z.strictObject({
  id: uuid,
  run_id: uuid,
  trace_id: uuid,
  key: z.string().min(1),
  score: z.union([z.number(), z.boolean(), z.null()]).optional(),
  value: z.json().optional(),
  comment: z.string().optional(),
  correction: z.union([values, z.string()]).optional(),
  feedback_source: z.strictObject({ type: z.enum(['api', 'app', 'model']), metadata: values }),
  created_at: z.iso.datetime({ offset: true }).optional(),
  modified_at: z.iso.datetime({ offset: true }).optional(),
});

export type WireRun = z.output<typeof runPart> & {
  readonly [K in keyof typeof outOfBand]?: z.output<(typeof outOfBand)[K]>;
};
export type WireFeedback = z.output<typeof feedbackPart>;
