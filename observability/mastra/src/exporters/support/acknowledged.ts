/** Keys held at most: those of batches that were given up half-way would pile up. */
const CAPACITY = 20_000;

/**
 * What has arrived of batches that have not arrived as a whole. A batch may take several requests; when one of them
 * fails, the batch is sent again, and what the others brought is left out.
 */
export class Acknowledged {
  readonly #keys = new Set<string>();

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(keys: Iterable<string>): void {
    for (const key of keys) this.#keys.add(key);
    for (const key of this.#keys) {
      if (this.#keys.size <= CAPACITY) return;
      this.#keys.delete(key);
    }
  }

  /** The batch has arrived as a whole. */
  forget(keys: Iterable<string>): void {
    if (this.#keys.size === 0) return;
    for (const key of keys) this.#keys.delete(key);
  }
}
