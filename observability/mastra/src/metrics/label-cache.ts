import { boundedName, isTooLong } from '../spans/bounded-name.ts';
import { type CardinalityGuard, OVERFLOW_LABELS } from './cardinality.ts';
import { type BuiltInMetric, METRIC_CATALOGUE } from './catalogue.ts';
import type { LabelSource } from './extract.ts';

type Labels = Readonly<Record<string, string>>;

const MAX_COMBINATIONS = 10_000;
/** Looking a text up and comparing it costs as much as it is long. */
const MAX_VALUE = 200;

// What a caller without types gave may be no text at all.
const isLong = (value: unknown): boolean => typeof value === 'string' && isTooLong(value, MAX_VALUE);
const bounded = (value: string | undefined): string | undefined => boundedName(value, MAX_VALUE);

/** The combinations that begin with the same value, the most recent first: few are in use at a time. */
interface Chain {
  first: Combination | undefined;
}

interface Combination {
  readonly b: string | undefined;
  readonly c: string | undefined;
  readonly d: string | undefined;
  readonly labels: Labels;
  next: Combination | undefined;
}

/**
 * The labels of derived metrics, guarded once for each combination of values and shared from then on. A combination that
 * comes again is found without putting a key together.
 */
export class LabelCache implements LabelSource {
  readonly #families = new Map<BuiltInMetric, Map<string | undefined, Chain>>();
  readonly #guard: CardinalityGuard;
  #size = 0;

  constructor(guard: CardinalityGuard) {
    this.#guard = guard;
  }

  labels(family: BuiltInMetric, a?: string, b?: string, c?: string, d?: string): Labels {
    if (isLong(a) || isLong(b) || isLong(c) || isLong(d)) {
      return this.labels(family, bounded(a), bounded(b), bounded(c), bounded(d));
    }
    const chain = this.#families.get(family)?.get(a);
    if (!chain) return this.#add(family, a, b, c, d);
    let previous: Combination | undefined;
    for (let known = chain.first; known; known = known.next) {
      if (known.b === b && known.c === c && known.d === d) {
        if (previous) {
          previous.next = known.next;
          known.next = chain.first;
          chain.first = known;
        }
        return known.labels;
      }
      previous = known;
    }
    return this.#add(family, a, b, c, d);
  }

  #add(family: BuiltInMetric, a?: string, b?: string, c?: string, d?: string): Labels {
    if (this.#size >= MAX_COMBINATIONS) return OVERFLOW_LABELS;
    this.#size++;
    const values = [a, b, c, d];
    const given: Record<string, string> = {};
    METRIC_CATALOGUE[family].labels.forEach((label, i) => {
      const value = values[i];
      if (value !== undefined) given[label] = value;
    });
    const labels = this.#guard.labels(family, given);
    const chain = this.#chain(family, a);
    chain.first = { b, c, d, labels, next: chain.first };
    return labels;
  }

  #chain(family: BuiltInMetric, a: string | undefined): Chain {
    const chains = this.#families.get(family) ?? new Map<string | undefined, Chain>();
    const chain = chains.get(a) ?? { first: undefined };
    this.#families.set(family, chains.set(a, chain));
    return chain;
  }
}
