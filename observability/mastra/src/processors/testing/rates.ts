import { Capture } from '../../spans/capture.ts';
import { SensitiveDataFilter } from '../sensitive-data.ts';
import { drawWith } from './draw.ts';
import { ORDINARY_CATEGORIES, ordinary } from './ordinary.ts';
import { plantSecret, SECRET_CATEGORIES } from './secrets.ts';

/** How many values of a category were masked. */
export interface Rate {
  readonly category: string;
  readonly values: number;
  readonly masked: number;
  /** Some that went the wrong way: secrets that stayed, ordinary values that did not. */
  readonly wrong: readonly string[];
}

const LIMITS = { maxStringLength: 1_000_000, maxPayloadBytes: 10_000_000, maxDepth: 50 };
const MAX_EXAMPLES = 3;

/** How many of so many secrets of each category the default filter masks. */
export function secretRates(seed: number, each: number): readonly Rate[] {
  const capture = new Capture(LIMITS, new SensitiveDataFilter());
  return SECRET_CATEGORIES.map((category, i) => {
    const draw = drawWith(seed + i);
    const planted = Array.from({ length: each }, () => plantSecret(category, draw));
    const left = planted.filter(({ secret, value }) => leaves(JSON.stringify(capture.value(value)), secret));
    const wrong = left.slice(0, MAX_EXAMPLES).map(({ value }) => JSON.stringify(new Capture(LIMITS).value(value)));
    return { category, values: each, masked: each - left.length, wrong };
  });
}

/** How many of so many ordinary values of each category the default filter changes. */
export function ordinaryRates(seed: number, each: number): readonly Rate[] {
  const capture = new Capture(LIMITS, new SensitiveDataFilter());
  const plain = new Capture(LIMITS);
  return ORDINARY_CATEGORIES.map((category, i) => {
    const draw = drawWith(seed + i);
    const wrong: string[] = [];
    let masked = 0;
    for (let n = 0; n < each; n++) {
      const value = ordinary(category, draw);
      const captured = JSON.stringify(capture.value(value));
      if (captured === JSON.stringify(plain.value(value))) continue;
      masked++;
      if (wrong.length < MAX_EXAMPLES) wrong.push(captured);
    }
    return { category, values: each, masked, wrong };
  });
}

/** Whether a secret, or a half of it, is still to be read. */
function leaves(text: string, secret: string): boolean {
  const half = secret.slice(0, Math.max(6, secret.length >> 1));
  return (
    text.includes(JSON.stringify(half).slice(1, -1)) || text.includes(JSON.stringify(secret.slice(-12)).slice(1, -1))
  );
}
