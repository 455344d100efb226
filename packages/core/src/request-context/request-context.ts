/**
 * Values that travel with one request: set by the caller, readable in every agent, tool, step and processor of the run.
 * Nothing of it is recorded unless `requestContextKeys` names it.
 *
 * @example
 * const requestContext = new RequestContext([['tenant', 'acme']]);
 * await agent.generate('Hello', { requestContext });
 */
export class RequestContext<T = unknown> {
  readonly #values: Map<string, T>;

  constructor(entries?: Iterable<readonly [string, T]> | null) {
    this.#values = new Map(entries);
  }

  get size(): number {
    return this.#values.size;
  }

  /** The value under a key, or `undefined`. The type argument is the caller's claim. */
  get<V extends T = T>(key: string): V | undefined {
    return this.#values.get(key) as V | undefined;
  }

  set(key: string, value: T): this {
    this.#values.set(key, value);
    return this;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** Answers whether there was such a key. */
  delete(key: string): boolean {
    return this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  values(): IterableIterator<T> {
    return this.#values.values();
  }

  entries(): IterableIterator<[string, T]> {
    return this.#values.entries();
  }

  [Symbol.iterator](): IterableIterator<[string, T]> {
    return this.#values.entries();
  }

  forEach(visit: (value: T, key: string) => void): void {
    for (const [key, value] of this.#values) visit(value, key);
  }

  /** The entries as a plain object. */
  toJSON(): Record<string, T> {
    return Object.fromEntries(this.#values);
  }
}
