import { MastraError } from '../../../../error/index.ts';
import { SIGNALS, type Signal } from '../../../../observability/types/bus.ts';
import { type PruneArgs, pruneArgsSchema, type RetentionOptions } from '../args/maintenance.ts';
import { parseArgs } from './args.ts';

/** Days that each signal is kept; `false` is for ever. */
export type Retention = Readonly<Record<Signal, number | false>>;

/** What is kept where a store is not told otherwise. */
export const DEFAULT_RETENTION: Retention = { tracing: 30, log: 30, metric: 90, score: false, feedback: false };

const DAY_MS = 86_400_000;

/** @throws MastraError for anything but positive numbers of days and `false`. */
export function resolveRetention(options: RetentionOptions | undefined): Retention {
  const resolved = { ...DEFAULT_RETENTION };
  for (const [signal, days] of Object.entries(options ?? {})) {
    if (days === undefined) continue;
    if (!SIGNALS.some(known => known === signal) || (days !== false && !(Number.isFinite(days) && days > 0))) {
      throw new MastraError({
        code: 'STORAGE_RETENTION_INVALID',
        domain: 'STORAGE',
        message: `retention.${signal}: ${String(days)} is not allowed. Give days (a number above 0) or false for each of ${SIGNALS.join(', ')}.`,
        details: { signal, days },
      });
    }
    resolved[signal as Signal] = days;
  }
  return Object.freeze(resolved);
}

/** One signal's part of a `prune()`: records whose time is before `before` (milliseconds) go. */
export interface PruneStep {
  readonly signal: Signal;
  readonly before: number;
}

/** What `prune(args)` has to do, in the order of its answer. */
export function planPrune(
  args: PruneArgs | undefined,
  retention: Retention,
  now: number,
): { readonly steps: readonly PruneStep[]; readonly dryRun: boolean } {
  const { policies, dryRun } = parseArgs(pruneArgsSchema, 'prune', args);
  const steps = SIGNALS.flatMap((signal): PruneStep[] => {
    const days = retention[signal];
    const own = days === false ? undefined : days * DAY_MS;
    const olderThanMs = policies ? policies[signal]?.olderThanMs : own;
    return olderThanMs === undefined ? [] : [{ signal, before: now - olderThanMs }];
  });
  return { steps, dryRun: dryRun ?? false };
}
