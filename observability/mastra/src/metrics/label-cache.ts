import { type CardinalityGuard, OVERFLOW_LABELS } from './cardinality.ts';
import { type BuiltInMetric, METRIC_CATALOGUE } from './catalogue.ts';
import type { LabelSource } from './extract.ts';

type Labels = Readonly<Record<string, string>>;
/** One level for each label: values that come again are found without putting a key together. */
type Level<T> = Map<string | undefined, T>;

const MAX_COMBINATIONS = 10_000;

/** The labels of derived metrics, guarded once for each combination of values and shared from then on. */
export class LabelCache implements LabelSource {
  readonly #families: Level<Level<Level<Level<Level<Labels>>>>> = new Map();
  readonly #guard: CardinalityGuard;
  #size = 0;

  constructor(guard: CardinalityGuard) {
    this.#guard = guard;
  }

  labels(family: BuiltInMetric, a?: string, b?: string, c?: string, d?: string): Labels {
    const known = this.#families.get(family)?.get(a)?.get(b)?.get(c)?.get(d);
    return known ?? this.#add(family, a, b, c, d);
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
    below(below(below(below(this.#families, family), a), b), c).set(d, labels);
    return labels;
  }
}

function below<T>(level: Level<Level<T>>, value: string | undefined): Level<T> {
  let next = level.get(value);
  if (!next) {
    next = new Map();
    level.set(value, next);
  }
  return next;
}
