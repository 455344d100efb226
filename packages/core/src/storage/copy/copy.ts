import { MastraError } from '../../error/index.ts';
import type { Signal } from '../../observability/types/bus.ts';
import type { Copier } from './copier.ts';
import { EVENT_COPIERS } from './events.ts';
import { type CopyObservabilityOptions, type CopyPlan, planCopy } from './options.ts';
import { beginning, type CopyState, decodeState, encodeState } from './token.ts';
import { traceCopier } from './traces.ts';

/** What a copy has done. */
export interface CopyResult {
  /** Records copied by signal, from the first call on where it was resumed; for `tracing` spans. */
  readonly copied: Readonly<Partial<Record<Signal, number>>>;
}

const COPIERS: Readonly<Record<Signal, Copier>> = { tracing: traceCopier, ...EVENT_COPIERS };

/**
 * Copies observability data from one store to another, of any kind: oldest first, in batches, each record under its own
 * id, so that what is copied twice is stored once. At the end the counts of both stores are compared.
 *
 * @throws MastraError `OBSERVABILITY_COPY_INVALID` and `OBSERVABILITY_COPY_RESUME_INVALID` for options that cannot be
 * used, `OBSERVABILITY_COPY_INTERRUPTED` where a store fails (`details.resumeFrom` says where to go on), and
 * `OBSERVABILITY_COPY_INCOMPLETE` where `to` shows less than `from` in the end.
 * @example
 * await copyObservability({
 *   from: new DuckDBStore({ path: 'observability.duckdb' }),
 *   to: new ClickhouseStore({ url: 'http://localhost:8123' }),
 *   onProgress: ({ signal, listed, total }) => console.log(`${signal}: ${listed} of ${total}`),
 * });
 */
export async function copyObservability(options: CopyObservabilityOptions): Promise<CopyResult> {
  const plan = await planCopy(options);
  let state = options.resumeFrom === undefined ? beginning(plan) : decodeState(options.resumeFrom, plan);
  try {
    while (state.done < plan.signals.length) {
      const signal = plan.signals[state.done]!;
      const total = await COPIERS[signal].total(plan.from, plan.range);
      const begun = state.done;
      do {
        const batch = await COPIERS[signal].copyBatch(plan, state.after);
        const records = state.records + batch.records;
        const listed = state.listed + batch.listed;
        const missingSpans = state.missingSpans + batch.missing;
        state =
          batch.next === null
            ? { ...state, ...done(state, records), missingSpans }
            : { ...state, records, listed, missingSpans, after: batch.next };
        await options.onProgress?.({ signal, records, listed, total, resumeFrom: encodeState(state) });
      } while (state.done === begun);
    }
    await verify(plan, state);
  } catch (error) {
    throw MastraError.is(error) && error.code === INCOMPLETE ? error : interrupted(error, state);
  }
  return { copied: Object.fromEntries(plan.signals.map((signal, i) => [signal, state.copied[i]])) };
}

function done(state: CopyState, records: number): Partial<CopyState> {
  return { done: state.done + 1, after: null, records: 0, listed: 0, copied: [...state.copied, records] };
}

const INCOMPLETE = 'OBSERVABILITY_COPY_INCOMPLETE';

async function verify({ from, to, range, signals }: CopyPlan, { missingSpans }: CopyState): Promise<void> {
  const counts = await Promise.all(
    signals.map(async signal => {
      const [expected, found] = await Promise.all([
        COPIERS[signal].total(from, range),
        COPIERS[signal].total(to, range),
      ]);
      return { signal, expected, found };
    }),
  );
  const short = counts.filter(({ expected, found }) => found < expected);
  if (short.length === 0 && missingSpans === 0) return;
  const lines = short.map(
    ({ signal, expected, found }) => `${found} of ${expected} ${signal === 'tracing' ? 'traces' : `${signal} records`}`,
  );
  if (missingSpans > 0) lines.push(`${missingSpans} spans too few`);
  throw new MastraError({
    code: INCOMPLETE,
    domain: 'STORAGE',
    message: `Everything has been copied, but the target shows less than the source: ${lines.join(', ')}. Either its retention has taken records or it does not show spans that have run for so long, or the source was written meanwhile: give a range that both keep and that is over, and copy again; what is there is stored once.`,
    details: { counts: short, missingSpans },
  });
}

function interrupted(cause: unknown, state: CopyState): MastraError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new MastraError({
    code: 'OBSERVABILITY_COPY_INTERRUPTED',
    domain: 'STORAGE',
    message: `The copy was interrupted: ${message} Mend that and repeat the call with resumeFrom: error.details.resumeFrom.`,
    cause,
    details: { resumeFrom: encodeState(state) },
  });
}
