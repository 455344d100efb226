import { z } from 'zod';
import { MastraError } from '../../error/index.ts';
import { SIGNALS } from '../../observability/types/bus.ts';
import type { CopyPlan } from './options.ts';

const stateSchema = z.strictObject({
  v: z.literal(1),
  /** What the copy was asked for: a copy goes on with the same or not at all. */
  start: z.number().nullable(),
  end: z.number().nullable(),
  signals: z.array(z.enum(SIGNALS)),
  /** Signals that are done, from the start of `signals`. */
  done: z.number().int().min(0),
  /** Where the next batch of the signal under way begins. */
  after: z.string().nullable(),
  /** Of the signal under way. */
  records: z.number().int().min(0),
  listed: z.number().int().min(0),
  /** Records copied, of the signals that are done. */
  copied: z.array(z.number().int().min(0)),
  /** Spans that `to` did not show after they were written. */
  missingSpans: z.number().int().min(0),
});

/** How far a copy is, as its resume token says it. */
export type CopyState = z.infer<typeof stateSchema>;

/** Where a copy begins. */
export function beginning({ range, signals }: CopyPlan): CopyState {
  return {
    v: 1,
    start: range.start?.getTime() ?? null,
    end: range.end?.getTime() ?? null,
    signals: [...signals],
    done: 0,
    after: null,
    records: 0,
    listed: 0,
    copied: [],
    missingSpans: 0,
  };
}

export function encodeState(state: CopyState): string {
  return Buffer.from(JSON.stringify(state)).toString('base64url');
}

/** @throws MastraError `OBSERVABILITY_COPY_RESUME_INVALID` for what is no token, or one of another copy. */
export function decodeState(token: string, plan: CopyPlan): CopyState {
  const parsed = stateSchema.safeParse(parseJson(Buffer.from(token, 'base64url').toString()));
  if (!parsed.success) throw invalid('it is no token of copyObservability()', parsed.error);
  const state = parsed.data;
  const asked = beginning(plan);
  if (state.start !== asked.start || state.end !== asked.end || state.signals.join() !== asked.signals.join()) {
    throw invalid('it comes from a copy of another range or of other signals');
  }
  return state;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(why: string, cause?: unknown): MastraError {
  return new MastraError({
    code: 'OBSERVABILITY_COPY_RESUME_INVALID',
    domain: 'STORAGE',
    message: `The option resumeFrom of copyObservability() cannot be used: ${why}. Give the last one of onProgress with the range and signals of that copy, or none to begin anew; what is copied twice is stored once.`,
    cause,
  });
}
