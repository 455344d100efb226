/** Draws by a seed, so that a run can be repeated. */
export interface Draw {
  number(below: number): number;
  one<T>(items: readonly T[]): T;
  text(alphabet: string, length: number): string;
}

export const DIGITS = '0123456789';
export const HEX = `${DIGITS}abcdef`;
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const ALNUM = `${DIGITS}${UPPER}${UPPER.toLowerCase()}`;
export const BASE64URL = `${ALNUM}-_`;
export const CAPITALS = `${UPPER}234567`;

export function drawWith(seed: number): Draw {
  let state = seed >>> 0 || 1;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const number = (below: number) => Math.floor(next() * below);
  return {
    number,
    one: items => items[number(items.length)]!,
    text: (alphabet, length) => Array.from({ length }, () => alphabet[number(alphabet.length)]).join(''),
  };
}
