import { recordOf, setField } from '../wire/values.ts';

/** Attributes that are taken out one by one where we have a place for them; what is left is kept as it came. */
export class AttributeBag {
  readonly #attributes: Record<string, unknown>;

  constructor(keyValues: unknown) {
    this.#attributes = recordOf(keyValues);
  }

  /** Adds attributes of names that are not there yet. */
  add(keyValues: unknown): void {
    for (const [name, value] of Object.entries(recordOf(keyValues))) {
      if (!Object.hasOwn(this.#attributes, name)) setField(this.#attributes, name, value);
    }
  }

  /** Whether any of these is there. */
  has(...names: readonly string[]): boolean {
    return names.some(name => Object.hasOwn(this.#attributes, name));
  }

  /** Takes the first of these that is there. The others stay. */
  take(...names: readonly string[]): unknown {
    const name = names.find(one => Object.hasOwn(this.#attributes, one));
    if (name === undefined) return undefined;
    const value = this.#attributes[name];
    delete this.#attributes[name];
    return value;
  }

  /** Takes the first of these that is a text with something in it. */
  text(...names: readonly string[]): string | undefined {
    return this.#takeIf(names, value => typeof value === 'string' && value !== '') as string | undefined;
  }

  number(...names: readonly string[]): number | undefined {
    return this.#takeIf(names, value => typeof value === 'number') as number | undefined;
  }

  boolean(...names: readonly string[]): boolean | undefined {
    return this.#takeIf(names, value => typeof value === 'boolean') as boolean | undefined;
  }

  /** Looks at a text without taking it. */
  peek(name: string): string | undefined {
    const value = Object.hasOwn(this.#attributes, name) ? this.#attributes[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** Structured content, which most senders write as a text of JSON. */
  content(...names: readonly string[]): unknown {
    const value = this.take(...names);
    return typeof value === 'string' ? parsed(value) : value;
  }

  /** Takes everything under a prefix, by the names behind it. `undefined` where there is nothing. */
  under(prefix: string): Record<string, unknown> | undefined {
    const found: Record<string, unknown> = {};
    for (const name of Object.keys(this.#attributes)) {
      if (name.startsWith(prefix) && name !== prefix) setField(found, name.slice(prefix.length), this.take(name));
    }
    return Object.keys(found).length > 0 ? found : undefined;
  }

  /** What has not been taken. */
  get rest(): Readonly<Record<string, unknown>> {
    return this.#attributes;
  }

  get isEmpty(): boolean {
    return Object.keys(this.#attributes).length === 0;
  }

  /** A value of another type than the one that is asked for is not understood, so it stays. */
  #takeIf(names: readonly string[], fits: (value: unknown) => boolean): unknown {
    const name = names.find(one => Object.hasOwn(this.#attributes, one) && fits(this.#attributes[one]));
    return name === undefined ? undefined : this.take(name);
  }
}

function parsed(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
