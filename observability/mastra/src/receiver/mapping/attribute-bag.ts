import { recordOf, setField } from '../wire/values.ts';
import { contentOf, parsedJson } from './json-content.ts';
import { unflatten } from './unflatten.ts';

const STARTS_WITH_NUMBER = /^\d{1,9}(?:\.|$)/;
const JSON_OBJECT = /^[[{]/;
const JSON_SCALAR = /^(?:"|-?\d|(?:true|false|null)$)/;

/** Where our own exporters list the attributes that hold a text, although it could be read as JSON. */
const TEXTS = 'mastra.texts';

/** Attributes that are taken out one by one where we have a place for them; what is left is kept as it came. */
export class AttributeBag {
  readonly #attributes: Record<string, unknown>;
  readonly #isOwn: boolean;
  #texts: ReadonlySet<unknown> = new Set();

  /** `isOwn`: written by our own exporter, which makes JSON text of objects and says which texts are none. */
  constructor(keyValues: unknown, isOwn = false) {
    this.#attributes = recordOf(keyValues);
    this.#isOwn = isOwn;
    if (isOwn) this.#unfold();
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

  /** Takes the first of these that is a text with something in it. An empty one says nothing, and is left out. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names)
      if (Object.hasOwn(this.#attributes, name) && this.#attributes[name] === '') this.take(name);
    return this.#takeIf(names, value => typeof value === 'string') as string | undefined;
  }

  number(...names: readonly string[]): number | undefined {
    return this.#takeIf(names, value => typeof value === 'number') as number | undefined;
  }

  /**
   * A number of tokens or dollars: finite, not negative, and none that is beyond what a double can count. Some senders
   * write it as text. What is no such number stays an attribute.
   */
  count(...names: readonly string[]): number | undefined {
    const value = this.#takeIf(names, one => countOf(one) !== undefined);
    return countOf(value);
  }

  boolean(...names: readonly string[]): boolean | undefined {
    return this.#takeIf(names, value => typeof value === 'boolean') as boolean | undefined;
  }

  /** Takes the first of these that is a text or a number, as text: some senders count their users. */
  id(...names: readonly string[]): string | undefined {
    const text = this.text(...names);
    if (text !== undefined) return text;
    const number = this.number(...names);
    return number === undefined ? undefined : String(number);
  }

  /** Takes a list that was written as names with numbers in them: `llm.input_messages.0.message.role`. */
  list(prefix: string): readonly unknown[] {
    const tree = this.#numbered(prefix);
    return tree === undefined ? [] : (unflatten(tree) as readonly unknown[]);
  }

  /** Whether there is a list of this name, written as names with numbers in them. */
  hasList(prefix: string): boolean {
    return Object.keys(this.#attributes).some(
      name => name.startsWith(prefix) && STARTS_WITH_NUMBER.test(name.slice(prefix.length)),
    );
  }

  /** Looks at a text without taking it. */
  peek(name: string): string | undefined {
    const value = Object.hasOwn(this.#attributes, name) ? this.#attributes[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** Structured content, which most senders write as a text of JSON. */
  content(...names: readonly string[]): unknown {
    const name = names.find(one => Object.hasOwn(this.#attributes, one));
    const value = name === undefined ? undefined : this.take(name);
    if (typeof value !== 'string') return value;
    if (this.#isOwn) return this.#texts.has(name) || !JSON_SCALAR.test(value) ? value : parsedJson(value);
    return contentOf(value);
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

  #numbered(prefix: string): Record<string, unknown> | undefined {
    const found: Record<string, unknown> = {};
    for (const name of Object.keys(this.#attributes)) {
      if (!name.startsWith(prefix) || !STARTS_WITH_NUMBER.test(name.slice(prefix.length))) continue;
      setField(found, name.slice(prefix.length), this.take(name));
    }
    return Object.keys(found).length > 0 ? found : undefined;
  }

  /** Makes objects of JSON texts again. */
  #unfold(): void {
    const texts = this.take(TEXTS);
    if (Array.isArray(texts)) this.#texts = new Set(texts);
    for (const [name, value] of Object.entries(this.#attributes)) {
      if (typeof value !== 'string' || !JSON_OBJECT.test(value) || this.#texts.has(name)) continue;
      setField(this.#attributes, name, parsedJson(value));
    }
  }

  /** A value of another type than the one that is asked for is not understood, so it stays. */
  #takeIf(names: readonly string[], fits: (value: unknown) => boolean): unknown {
    const name = names.find(one => Object.hasOwn(this.#attributes, one) && fits(this.#attributes[one]));
    return name === undefined ? undefined : this.take(name);
  }
}

const COUNT = /^\s*\d{1,16}(?:\.\d{1,20})?(?:e-?\d{1,3})?\s*$/i;

function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && COUNT.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : undefined;
}
