import { z } from 'zod';
import { MastraError, parseOrThrow } from '../../error/index.ts';
import { SIGNALS, type Signal } from '../../observability/types/bus.ts';
import type { MastraStorage } from '../composite.ts';
import { type DateRange, dateRangeSchema } from '../domains/observability/args/common.ts';
import { ObservabilityStorage } from '../domains/observability/base.ts';

/** What `copyObservability` is asked to do. */
export interface CopyObservabilityOptions {
  /** The store that is read: a whole one, or its observability domain. */
  readonly from: MastraStorage | ObservabilityStorage;
  /** The store that is written. What it holds already stays. */
  readonly to: MastraStorage | ObservabilityStorage;
  /**
   * Both ends belong to it. A trace goes, whole, by the start of the span that lists show for it; everything else by
   * its own time. @default everything
   */
  readonly range?: DateRange;
  /** @default all signals that `from` stores */
  readonly signals?: readonly Signal[];
  /** About how many records are read before they are written, from 1 to 10,000. @default 1000 */
  readonly batchSize?: number;
  /** Where a copy that was interrupted goes on: with the same `range` and `signals`. */
  readonly resumeFrom?: string;
  /** Called after every batch that has been written. The next batch waits for it; where it throws, the copy ends. */
  readonly onProgress?: (progress: CopyProgress) => void | Promise<void>;
}

/** How far a copy is. */
export interface CopyProgress {
  readonly signal: Signal;
  /** Records of the signal that have been copied; for `tracing` spans. */
  readonly records: number;
  /** What lists show of the signal that has been copied: for `tracing` traces, else the records. */
  readonly listed: number;
  /** What `listed` will be about, as counted when the signal was begun. */
  readonly total: number;
  /** Keep it, and give it as `resumeFrom` to go on from here. */
  readonly resumeFrom: string;
}

/** The options with nothing left to decide. */
export interface CopyPlan {
  readonly from: ObservabilityStorage;
  readonly to: ObservabilityStorage;
  readonly range: DateRange;
  readonly signals: readonly Signal[];
  readonly batchSize: number;
}

const optionsSchema = z.strictObject({
  from: z.custom(isStore, 'must be a store'),
  to: z.custom(isStore, 'must be a store'),
  range: dateRangeSchema.optional(),
  signals: z.array(z.enum(SIGNALS)).min(1).optional(),
  batchSize: z.number().int().min(1).max(10_000).default(1000),
  resumeFrom: z.string().min(1).optional(),
  onProgress: z.custom(value => typeof value === 'function', 'must be a function').optional(),
});

const subject = 'The argument of copyObservability()';
const code = 'OBSERVABILITY_COPY_INVALID';

/** @throws MastraError `OBSERVABILITY_COPY_INVALID` that names every wrong option, and a signal that a store lacks. */
export async function planCopy(options: CopyObservabilityOptions): Promise<CopyPlan> {
  const { range, signals, batchSize } = parseOrThrow(optionsSchema, options, { code, domain: 'STORAGE', subject });
  const [from, to] = await Promise.all([domainOf(options.from, 'from'), domainOf(options.to, 'to')]);
  const chosen = SIGNALS.filter(signal => signals?.includes(signal) ?? stores(from, signal));
  for (const signal of chosen) {
    if (!stores(from, signal)) throw lacking('from', from, signal);
    if (!stores(to, signal)) throw lacking('to', to, signal);
  }
  return { from, to, range: range ?? {}, signals: chosen, batchSize };
}

function isStore(value: unknown): boolean {
  if (value instanceof ObservabilityStorage) return true;
  if (typeof value !== 'object' || value === null) return false;
  return 'getStore' in value || 'batchCreateSpans' in value;
}

async function domainOf(
  store: MastraStorage | ObservabilityStorage,
  option: 'from' | 'to',
): Promise<ObservabilityStorage> {
  if (!('getStore' in store)) {
    await store.init();
    return store;
  }
  const domain = await store.getStore('observability');
  if (domain) return domain;
  throw invalid(`'${option}', ${store.name}, stores no observability data. Give a store that does.`);
}

function stores(store: ObservabilityStorage, signal: Signal): boolean {
  const strategies = {
    tracing: store.tracingStrategy,
    log: store.logsStrategy,
    metric: store.metricsStrategy,
    score: store.scoresStrategy,
    feedback: store.feedbackStrategy,
  } as const;
  return strategies[signal] !== null;
}

function lacking(option: 'from' | 'to', store: ObservabilityStorage, signal: Signal): MastraError {
  return invalid(
    `'${option}', ${store.constructor.name}, does not store the signal ${signal}. Name the signals to copy in 'signals'.`,
  );
}

function invalid(what: string): MastraError {
  return new MastraError({ code, domain: 'STORAGE', message: `${subject} is not valid. ${what}` });
}
