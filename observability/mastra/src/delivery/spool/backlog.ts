import { SIGNALS, type Signal } from '@mastra/core/observability';
import { Fifo } from '../fifo.ts';
import type { Place, Segment } from './segment.ts';

/** Records in a row that are on the disk only. */
export interface Stretch {
  readonly segment: Segment;
  from: number;
  end: number;
  /** Records that have not been read. */
  records: number;
  /** Their events of the ledger. */
  readonly weights: Record<Signal, number>;
  newestAt: number;
}

/** A longer one would make the age of its newest record that of all. */
const STRETCH_BYTES = 1024 * 1024;

/** What is on the disk and not in memory, in the order in which it is to be read back. */
export class Backlog {
  readonly #stretches = new Fifo<Stretch>();
  #last: Stretch | undefined;
  #weight = 0;

  get isEmpty(): boolean {
    return this.#stretches.length === 0;
  }

  /** Events of the ledger. */
  get weight(): number {
    return this.#weight;
  }

  add({ segment, from, end }: Place, signal: Signal, weight: number, at: number): void {
    let last = this.#last;
    if (!last || last.segment !== segment || last.end !== from || last.end - last.from > STRETCH_BYTES) {
      const weights = Object.fromEntries(SIGNALS.map(one => [one, 0])) as Record<Signal, number>;
      last = { segment, from, end: from, records: 0, weights, newestAt: at };
      this.#last = last;
      this.#stretches.push(last);
    }
    last.end = end;
    last.records++;
    last.weights[signal] += weight;
    last.newestAt = Math.max(last.newestAt, at);
    this.#weight += weight;
  }

  first(): Stretch | undefined {
    return this.#stretches.peek();
  }

  /** One record of a stretch has been read. */
  took(stretch: Stretch, signal: Signal, weight: number): void {
    stretch.records--;
    stretch.weights[signal] -= weight;
    this.#weight -= weight;
  }

  /** The first stretch is done with, and what is left of its count with it. */
  shift(): void {
    const stretch = this.#stretches.shift();
    if (stretch === this.#last) this.#last = undefined;
    if (stretch) for (const signal of SIGNALS) this.#weight -= stretch.weights[signal];
  }
}
