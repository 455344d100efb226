import type { Attributes } from '@opentelemetry/api';
import { MastraAttribute } from '../conventions/mastra.ts';
import { attributeValue } from './attributes.ts';
import { jsonText } from './json-text.ts';

/**
 * Collects the attributes of one record. What says nothing (`undefined`, `null`, `NaN`) is left out, and of several values
 * for one name the last counts. Objects become JSON text; a text that would be mistaken for one is named in
 * `mastra.texts`, so that a reader can tell them apart.
 */
export class AttributeBuilder {
  readonly #attributes: Attributes = {};
  #texts: string[] | undefined;

  put(name: string, value: unknown): void {
    const made = attributeValue(value);
    if (made === undefined) return;
    if (name === '__proto__') define(this.#attributes, name, made);
    else this.#attributes[name] = made;
    if (typeof value === 'string' && isLikeObject(value)) this.#markAsText(name);
  }

  /** A payload of any shape, always as text: a text as it is, everything else as JSON. */
  putPayload(name: string, payload: unknown): void {
    const isText = typeof payload === 'string';
    const text = isText ? payload : jsonText(payload);
    if (text === undefined) return;
    this.#attributes[name] = text;
    if (isText && isLikeJson(text)) this.#markAsText(name);
  }

  putAll(entries: Readonly<Record<string, unknown>> | undefined): void {
    if (entries) for (const name of Object.keys(entries)) this.put(name, entries[name]);
  }

  /** The attributes; nothing may be put afterwards. */
  build(): Attributes {
    if (this.#texts) this.#attributes[MastraAttribute.TEXTS] = this.#texts;
    return this.#attributes;
  }

  #markAsText(name: string): void {
    this.#texts ??= [];
    this.#texts.push(name);
  }
}

/** Assigning this name would change the prototype. */
function define(attributes: Attributes, name: string, value: unknown): void {
  Object.defineProperty(attributes, name, { value, enumerable: true, configurable: true, writable: true });
}

function isLikeObject(text: string): boolean {
  const last = text.at(-1);
  return (last === '}' && text.startsWith('{')) || (last === ']' && text.startsWith('['));
}

/** Says yes too often rather than too seldom: being called a text does no harm to one. */
function isLikeJson(text: string): boolean {
  if (isLikeObject(text) || text.startsWith('"')) return true;
  return text.length < 32 && /^(?:true|false|null|-?\d[\d.eE+-]*)$/.test(text);
}
