import type { DropReason, ObservabilityHealth, Signal } from '@mastra/core/observability';
import { Refusal } from './refusal.ts';

/** Reasons that pass: the sender keeps what it has and tries again. */
const PASSING: readonly DropReason[] = ['queue_full', 'spool_full', 'shutdown_timeout', 'after_shutdown'];
/** Reasons that stay however often something is sent. */
const LASTING: readonly DropReason[] = ['processor_error', 'invalid', 'unsupported', 'exporter_error'];

interface Counts {
  readonly emitted: number;
  readonly passing: number;
  readonly lasting: number;
  readonly isShutDown: boolean;
}

/** What exporters did with what they were offered between two looks at their ledgers. */
export class Uptake {
  readonly #health: () => ObservabilityHealth;
  readonly #signals: readonly Signal[];
  readonly #before: ReadonlyMap<string, Counts>;

  constructor(health: () => ObservabilityHealth, signals: readonly Signal[]) {
    this.#health = health;
    this.#signals = signals;
    this.#before = this.#counts();
  }

  /**
   * Why nothing, or not all, was taken; `undefined` where it was.
   *
   * @throws Refusal 429 where no exporter has room, 503 where the pipeline has ended: what is sent again is there once.
   */
  check(): { readonly reason: string; readonly isLost: boolean } | undefined {
    const offered = [...this.#counts()]
      .map(([name, now]) => ({ name, now, ...difference(now, this.#before.get(name)) }))
      .filter(one => one.emitted > 0);
    if (offered.length === 0) return { reason: 'no exporter of the pipeline takes this', isLost: true };
    if (offered.every(one => one.passing > 0)) {
      if (offered.every(one => one.now.isShutDown)) {
        throw new Refusal(503, 'the pipeline has shut down', { 'retry-after': '30' });
      }
      throw new Refusal(429, 'the exporters have no room now: send it again later', { 'retry-after': '5' });
    }
    const full = offered.filter(one => one.passing > 0).map(one => one.name);
    if (full.length > 0) return { reason: `without room for all of it: ${full.join(', ')}`, isLost: false };
    const failed = offered.filter(one => one.lasting > 0).map(one => one.name);
    if (failed.length === 0) return undefined;
    const isLost = offered.every(one => one.lasting >= one.emitted);
    return { reason: `not all could be processed for: ${failed.join(', ')}`, isLost };
  }

  #counts(): ReadonlyMap<string, Counts> {
    const counts = Object.entries(this.#health().exporters).map(([name, { signals }]): [string, Counts] => {
      const ledgers = this.#signals.map(signal => signals[signal]);
      const dropped = (reasons: readonly DropReason[]) =>
        ledgers.reduce((sum, ledger) => reasons.reduce((part, reason) => part + ledger.dropped[reason], sum), 0);
      return [
        name,
        {
          emitted: ledgers.reduce((sum, { emitted }) => sum + emitted, 0),
          passing: dropped(PASSING),
          lasting: dropped(LASTING),
          isShutDown: dropped(['after_shutdown']) > 0,
        },
      ];
    });
    return new Map(counts);
  }
}

function difference(now: Counts, before: Counts | undefined): Pick<Counts, 'emitted' | 'passing' | 'lasting'> {
  return {
    emitted: now.emitted - (before?.emitted ?? 0),
    passing: now.passing - (before?.passing ?? 0),
    lasting: now.lasting - (before?.lasting ?? 0),
  };
}
