import { type ExemptPaths, type ExemptRoot, isExempt, stepInto } from '../processors/exempt.ts';
import type { Redactor } from './redactor.ts';
import { safeText } from './safe-text.ts';
import { specialForm } from './special-value.ts';

export interface CaptureLimits {
  readonly maxStringLength: number;
  readonly maxPayloadBytes: number;
  readonly maxDepth: number;
}

/** Rough bytes of a value that is neither text nor a container, and of a container's frame. */
const SCALAR_BYTES = 8;
const MAX_KNOWN_NAMES = 2000;
const MAX_NAME = 200;
/** No shorter key can be a secret that its shape shows. */
const SHORTEST_SECRET_KEY = 16;
/** A text is redacted with so much more than is kept, so that no half of a secret stays at the cut. */
const BEYOND_CUT = 4096;
/** Longer lists are cut: copying a quarter of a million items holds the program up for long enough. */
const MAX_ITEMS = 250_000;
/** So many gaps of a list in a row are skipped by looking at what it does hold. */
const MAX_GAPS = 1000;

/**
 * Copies what user code hands over, at the call, so that a later change of it cannot reach what was recorded. One pass
 * makes the copy JSON-safe, bounded and redacted. Texts are shared, not copied: the cost follows the number of values,
 * not of bytes. Never throws, whatever it is given.
 */
export class Capture {
  /** Estimated bytes of what was captured since the last `take()`. */
  #bytes = 0;
  #budget = 0;
  readonly #ancestors: object[] = [];
  /** Names that hold no secret. */
  readonly #names = new Set<string>();
  readonly #limits: CaptureLimits;
  readonly #filter: Redactor | undefined;
  /** The filter, but nothing while an exempt value is copied. */
  #redactor: Redactor | undefined;
  /** Where exempt values lie, from where the copy has got to. */
  #exempt: ExemptPaths | undefined = undefined;

  constructor(limits: CaptureLimits, redactor?: Redactor) {
    this.#limits = limits;
    this.#filter = redactor;
    this.#redactor = redactor;
  }

  /** The bytes captured since the last call, and starts counting anew. */
  takeBytes(): number {
    const bytes = this.#bytes;
    this.#bytes = 0;
    return bytes;
  }

  /** A payload of any shape. `root` says what it is, for the paths to values that are exempt. */
  value(value: unknown, root?: ExemptRoot): unknown {
    if (value === undefined) return undefined;
    this.#budget = this.#bytes + this.#limits.maxPayloadBytes;
    const exempt = this.#filter?.exempt;
    return exempt === undefined || root === undefined ? this.#top(value) : this.#topWithin(exempt, root, value);
  }

  #topWithin(paths: ExemptPaths, root: ExemptRoot, value: unknown): unknown {
    return this.#within(paths, root, () => this.#top(value));
  }

  #top(value: unknown): unknown {
    try {
      return this.#copy(value, 0, false);
    } catch {
      // A getter, a proxy or a toJSON threw: go again, and leave out just what throws.
      this.#ancestors.length = 0;
      return this.#copySafely(value);
    }
  }

  /** An object of named values, such as attributes and metadata. What is not an object becomes `undefined`. */
  record(
    value: Readonly<Record<string, unknown>> | undefined,
    root?: ExemptRoot,
  ): Readonly<Record<string, unknown>> | undefined {
    if (value === undefined || value === null) return undefined;
    const copy = this.value(value, root);
    return typeof copy === 'object' && copy !== null && !Array.isArray(copy)
      ? (copy as Record<string, unknown>)
      : undefined;
  }

  /** A text of any length. */
  text(value: string): string {
    this.#budget = this.#bytes + this.#limits.maxPayloadBytes;
    return this.#text(value);
  }

  /** A short text that is seen again and again, such as the name of a span: redacted once. */
  name(value: string): string {
    if (typeof value !== 'string') return this.text(safeText(value));
    if (this.#names.has(value)) return value;
    const safe = this.text(value);
    this.#remember(value, safe);
    return safe;
  }

  /** One named value that is a text, such as a label: masked by its key, or redacted like a name. Never throws. */
  named(key: string, value: unknown): string {
    const text = typeof value === 'string' ? value : safeText(value);
    const filter = this.#filter;
    const mask = filter?.isTelling(key) ? filter.maskOfField(key, text, NOTHING) : undefined;
    return mask ?? this.name(text);
  }

  /** Remembers a harmless name. What was redacted is not remembered: it is the secret. */
  #remember(value: string, safe: string): void {
    if (safe === value && value.length <= MAX_NAME && this.#names.size < MAX_KNOWN_NAMES) this.#names.add(value);
  }

  /** Copies what lies under a key, with what of the exempt paths leads on from there. */
  #within<T>(paths: ExemptPaths, key: string, copy: () => T): T {
    const redactor = this.#redactor;
    const exempt = this.#exempt;
    const next = stepInto(paths, key);
    if (isExempt(next)) this.#redactor = undefined;
    this.#exempt = next.length === 0 || isExempt(next) ? undefined : next;
    try {
      return copy();
    } finally {
      this.#redactor = redactor;
      this.#exempt = exempt;
    }
  }

  #copySafely(value: unknown): unknown {
    try {
      return this.#copy(value, 0, true);
    } catch (error) {
      this.#ancestors.length = 0;
      return unreadable(error);
    }
  }

  #copy(value: unknown, depth: number, guarded: boolean): unknown {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        this.#bytes += SCALAR_BYTES;
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        this.#bytes += SCALAR_BYTES;
        return value;
      case 'bigint':
        this.#bytes += SCALAR_BYTES;
        return value.toString();
      case 'object':
        if (value !== null) return this.#object(value, depth, guarded);
        this.#bytes += SCALAR_BYTES;
        return null;
      case 'symbol':
        return this.#text(String(value));
      default:
        return undefined;
    }
  }

  #object(value: object, depth: number, guarded: boolean): unknown {
    if (depth >= this.#limits.maxDepth) return `[cut: nested deeper than ${this.#limits.maxDepth}]`;
    if (this.#ancestors.includes(value)) return '[circular]';
    this.#ancestors.push(value);
    const copy = Array.isArray(value) ? this.#array(value, depth, guarded) : this.#fields(value, depth, guarded);
    this.#ancestors.pop();
    return copy;
  }

  #array(value: readonly unknown[], depth: number, guarded: boolean): unknown[] {
    const copy: unknown[] = [];
    this.#bytes += SCALAR_BYTES;
    const isOfNames = this.#redactor !== undefined && typeof value[0] === 'string';
    let gaps = 0;
    for (let i = 0; i < value.length; i++) {
      if (this.#bytes > this.#budget || copy.length >= MAX_ITEMS) {
        copy.push(`[cut: ${value.length - i} of ${value.length} items]`);
        break;
      }
      let item: unknown;
      if (this.#exempt !== undefined) item = this.#itemWithin(this.#exempt, value, i, depth, guarded);
      else if (isOfNames && i > 0) item = this.#listed(value, i, depth, guarded);
      else item = guarded ? this.#guardedItem(value, i, depth) : this.#copy(value[i], depth + 1, false);
      if (item !== undefined) {
        gaps = 0;
        copy.push(item);
        continue;
      }
      this.#bytes += SCALAR_BYTES;
      copy.push(null);
      if (++gaps < MAX_GAPS) continue;
      const next = nextItem(value, i + 1);
      if (next === undefined || next - i < MAX_GAPS) {
        gaps = 0;
        continue;
      }
      copy.length -= gaps;
      copy.push(`[empty: ${next - i - 1 + gaps} items]`);
      gaps = 0;
      i = next - 1;
    }
    return copy;
  }

  /** One item of a list that begins with a text: a value that follows its name, as in pairs and in raw headers. */
  #listed(value: readonly unknown[], i: number, depth: number, guarded: boolean): unknown {
    const name = value[i - 1];
    const redactor = this.#redactor!;
    if (i % 2 === 1 && typeof name === 'string' && name.length <= MAX_NAME && redactor.isTelling(name)) {
      const isPair = value.length === 2 && Array.isArray(this.#ancestors.at(-2));
      const mask = redactor.maskOfPair(name, value[i], isPair);
      if (mask !== undefined) return mask;
    }
    return guarded ? this.#guardedItem(value, i, depth) : this.#copy(value[i], depth + 1, false);
  }

  #fields(value: object, depth: number, guarded: boolean, isForm = false): unknown {
    const prototype = Object.getPrototypeOf(value);
    const isPlain = prototype === Object.prototype || prototype === null;
    if (!isForm && typeof (value as { toJSON?: unknown }).toJSON === 'function' && (isPlain || !hasOwnForm(value))) {
      const form = (value as { toJSON(): unknown }).toJSON();
      // What it returns is not asked again, as `JSON.stringify` does not.
      return typeof form === 'object' && form !== null && !Array.isArray(form)
        ? this.#fields(form, depth, guarded, true)
        : this.#copy(form, depth + 1, guarded);
    }
    if (!isPlain) {
      const form = specialForm(value);
      if (form.kind === 'text') return form.text;
      if (form.kind === 'value') return this.#copy(form.value, depth, guarded);
      if (form.fields !== value) return this.#fields(form.fields, depth, guarded, true);
    }
    const copy: Record<string, unknown> = {};
    const keys = Object.keys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (this.#bytes > this.#budget) {
        copy['[cut]'] = `${keys.length - i} of ${keys.length} fields`;
        break;
      }
      this.#bytes += key.length + SCALAR_BYTES;
      const item =
        this.#exempt === undefined
          ? this.#field(value, key, depth, guarded)
          : this.#fieldWithin(this.#exempt, value, key, depth, guarded);
      if (item === undefined) continue;
      if (key.length >= SHORTEST_SECRET_KEY && this.#redactor !== undefined) {
        copy[this.#safeKey(key, copy)] = item;
      } else if (key === '__proto__') {
        Object.defineProperty(copy, key, { value: item, enumerable: true, configurable: true, writable: true });
      } else {
        copy[key] = item;
      }
    }
    return copy;
  }

  /** A key without the secret that it is or holds; two of them stay two keys. */
  #safeKey(key: string, copy: Readonly<Record<string, unknown>>): string {
    if (this.#names.has(key)) return key;
    const safe = this.#redactor!.text(key);
    this.#remember(key, safe);
    if (safe === key) return key;
    let unique = safe;
    for (let n = 2; unique in copy; n++) unique = `${safe} (${n})`;
    return unique;
  }

  // Apart from the loops, which must not make room for what these functions close over.
  #guardedItem(value: readonly unknown[], i: number, depth: number): unknown {
    return this.#guard(() => value[i], depth);
  }

  #guardedField(value: object, key: string, depth: number): unknown {
    return this.#guard(() => (value as Record<string, unknown>)[key], depth, value, key);
  }

  #itemWithin(paths: ExemptPaths, value: readonly unknown[], i: number, depth: number, guarded: boolean): unknown {
    return this.#within(paths, String(i), () =>
      guarded ? this.#guardedItem(value, i, depth) : this.#copy(value[i], depth + 1, false),
    );
  }

  #fieldWithin(paths: ExemptPaths, value: object, key: string, depth: number, guarded: boolean): unknown {
    return this.#within(paths, key, () => this.#field(value, key, depth, guarded));
  }

  #field(value: object, key: string, depth: number, guarded: boolean): unknown {
    if (guarded) return this.#guardedField(value, key, depth);
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) return undefined;
    const redactor = this.#redactor;
    const mask = redactor?.isTelling(key) ? redactor.maskOfField(key, item, value) : undefined;
    return mask === undefined ? this.#copy(item, depth + 1, false) : mask;
  }

  /** Reads one value of a hostile container; what throws leaves a marker, its siblings stay. */
  #guard(read: () => unknown, depth: number, owner?: object, key?: string): unknown {
    const height = this.#ancestors.length;
    try {
      const item = read();
      const redactor = this.#redactor;
      if (item !== undefined && key !== undefined && redactor?.isTelling(key)) {
        const mask = redactor.maskOfField(key, item, owner!);
        if (mask !== undefined) return mask;
      }
      return this.#copy(item, depth + 1, true);
    } catch (error) {
      this.#ancestors.length = height;
      return unreadable(error);
    }
  }

  #text(value: string): string {
    const max = Math.min(this.#limits.maxStringLength, Math.max(0, this.#budget - this.#bytes));
    const isFarTooLong = value.length > max + BEYOND_CUT;
    const given = isFarTooLong ? value.slice(0, max + BEYOND_CUT) : value;
    let text = given.isWellFormed() ? given : given.toWellFormed();
    if (this.#redactor) text = this.#redactor.text(text);
    if (isFarTooLong) text = cut(text, Math.min(max, Math.max(0, text.length - BEYOND_CUT)), value.length);
    else if (text.length > max) text = cut(text, max, text.length);
    this.#bytes += text.length;
    return text;
  }
}

const NOTHING: object = Object.freeze({});

function cut(text: string, max: number, length: number): string {
  // Not between the halves of a character.
  const end = max > 0 && (text.charCodeAt(max - 1) & 0xfc00) === 0xd800 ? max - 1 : max;
  return `${text.slice(0, end)}[cut: ${end} of ${length} characters kept]`;
}

function unreadable(error: unknown): string {
  return `[unreadable: ${error instanceof Error ? error.name : typeof error}]`;
}

/** The index of the first item at `from` or later that a list holds; its length where there is none. */
function nextItem(value: readonly unknown[], from: number): number | undefined {
  // A list that is full of `undefined` has an item here: only one with gaps is worth the names of all its items.
  if (from in value) return undefined;
  for (const key of Object.keys(value)) {
    const index = Number(key);
    if (index >= from) return index;
  }
  return value.length;
}

/** `Buffer` has a `toJSON` that lists its bytes, and errors have some that leave out their causes. */
function hasOwnForm(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof Date || value instanceof Error;
}
