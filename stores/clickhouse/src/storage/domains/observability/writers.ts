import type { Signal } from '@mastra/core/observability';
import { SIGNALS } from '@mastra/core/observability';
import { TaskQueue } from '../../engine/queue.ts';
import { KnownIds } from './known-ids.ts';
import { KnownSpans } from './known-spans.ts';
import { RecentKeys } from './recent-keys.ts';
import { RecentTraces } from './recent-traces.ts';
import { StartStamps } from './start-stamps.ts';

/**
 * What the writes of one store share. The writes of a signal run one after the other, so that none looks for copies
 * while another is about to store them.
 */
export class Writers {
  readonly #queues = new Map<Signal, TaskQueue>(SIGNALS.map(signal => [signal, new TaskQueue()]));
  /** The running spans that this store has written, and has not yet written as ended. */
  readonly running = new RecentKeys();
  /** By which spans the traces are listed that this store has written to. */
  readonly unrooted = new RecentTraces();
  /** What this store has written, so that it looks for copies only where there may be any. */
  readonly knownSpans = new KnownSpans();
  readonly knownIds: Readonly<Record<Exclude<Signal, 'tracing'>, KnownIds>> = {
    log: new KnownIds(),
    metric: new KnownIds(),
    score: new KnownIds(),
    feedback: new KnownIds(),
  };
  /** When starts were written first whose write has failed: the next attempt sends the same bytes. */
  readonly starts = new StartStamps();
  readonly #deletes = new Map<Signal, number>();

  run<T>(signal: Signal, task: () => Promise<T>): Promise<T> {
    return this.#queues.get(signal)!.run(task);
  }

  /** Changes with every delete of a signal: what was deleted may be written again, and is no second copy then. */
  epoch(signal: Signal): number {
    return this.#deletes.get(signal) ?? 0;
  }

  deleted(signal: Signal): void {
    this.#deletes.set(signal, this.epoch(signal) + 1);
    if (signal === 'tracing') this.unrooted.clear();
  }

  async idle(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.idle();
  }
}
