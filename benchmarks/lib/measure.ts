/** One way to do the work that a benchmark measures. */
export interface Variant {
  readonly name: string;
  /** Does the work this many times. */
  run(times: number): void | Promise<void>;
  /** Called between rounds, not measured. */
  settle?(): void | Promise<void>;
}

export interface Measured {
  readonly name: string;
  /** Microseconds for one time, median over the rounds. */
  readonly us: number;
  readonly minUs: number;
  readonly maxUs: number;
  /** Kilobytes of heap allocated for one time, median over the rounds in which no collection hid them. */
  readonly kb: number;
}

export interface MeasureOptions {
  readonly rounds?: number;
  /** Times a round; a round is cut into slices between which the event loop turns. */
  readonly times?: number;
  readonly slice?: number;
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

/** Measures the variants in turn, round by round, so that a drift of the machine's speed meets all of them alike. */
export async function measure(
  variants: readonly Variant[],
  options: MeasureOptions = {},
): Promise<readonly Measured[]> {
  const { rounds = 15, times = 10_000, slice = 500 } = options;
  const us = variants.map((): number[] => []);
  const kb = variants.map((): number[] => []);
  for (let round = -3; round < rounds; round++) {
    for (const [i, variant] of variants.entries()) {
      // Only young garbage: a full collection throws away optimised code whose hidden classes have no living object,
      // and would measure how the variants warm up again.
      globalThis.gc?.({ type: 'minor' });
      let spent = 0;
      let heap = 0;
      let slices = 0;
      for (let done = 0; done < times; done += slice) {
        const heapBefore = process.memoryUsage().heapUsed;
        const start = performance.now();
        const pending = variant.run(slice);
        if (pending) await pending;
        spent += performance.now() - start;
        const grown = process.memoryUsage().heapUsed - heapBefore;
        if (grown > 0) {
          heap += grown;
          slices++;
        }
        await turn();
      }
      await variant.settle?.();
      if (round < 0) continue;
      us[i]!.push((spent / times) * 1000);
      kb[i]!.push(slices ? heap / slices / slice / 1024 : 0);
    }
  }
  return variants.map((variant, i) => ({
    name: variant.name,
    us: median(us[i]!),
    minUs: Math.min(...us[i]!),
    maxUs: Math.max(...us[i]!),
    kb: median(kb[i]!),
  }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
