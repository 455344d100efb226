import { createHash, randomBytes } from 'node:crypto';

/** Tokens that stand for values: `[EMAIL_1]`. */
const TOKEN = /^\[[A-Z][A-Z0-9_]*_\d+\]$/;

/**
 * Gives every value a token of its own, the same one each time, so that a reader can follow a value without seeing it.
 * The number counts the values that a rule met. It remembers salted hashes, not values, and only so many: a value that
 * has not been seen for long gets a new token, and no token is given twice.
 */
export class Tokens {
  readonly #salt = randomBytes(16);
  /** Least recently seen first. */
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** The first rule that meets a value names it. */
  of(value: string, rule: string): string {
    if (TOKEN.test(value)) return value;
    const hash = createHash('sha256').update(this.#salt).update(value).digest('base64');
    const token = this.#known.get(hash) ?? this.#next(rule);
    this.#known.delete(hash);
    this.#known.set(hash, token);
    if (this.#known.size > this.#max) this.#known.delete(this.#known.keys().next().value!);
    return token;
  }

  #next(rule: string): string {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    return `[${rule}_${count}]`;
  }
}
