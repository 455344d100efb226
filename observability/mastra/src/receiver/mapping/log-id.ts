import { hashOf } from './hash.ts';

/**
 * Ids of logs that bring none: made of all that a log says, so that the same request sent again makes the same ids. Logs
 * of one request that say the same are counted, so that each is kept.
 */
export class Occurrences {
  readonly #counts = new Map<string, number>();

  idOf(content: unknown): string {
    const hash = hashOf(32, JSON.stringify(content));
    const count = this.#counts.get(hash) ?? 0;
    this.#counts.set(hash, count + 1);
    return count === 0 ? hash : `${hash}-${count}`;
  }
}
