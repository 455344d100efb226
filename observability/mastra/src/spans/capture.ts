import { type ExemptPaths, type ExemptRoot, isExempt, stepInto } from '../processors/exempt.ts';

import { safeText } from './safe-text.ts';

/** What a filter wants done to a payload while it is copied. */
export interface Redactor {
  /** The rule by which everything under this key is to be masked; `undefined` where nothing is. */
  ruleOf(key: string): string | undefined;
  /** What stands in the place of a masked value. */
  mask(value: unknown, rule: string): string;
  /** The text with what must not leave taken out; the same string where there is nothing. */
  text(value: string): string;
  /** The paths to values that are left alone. */
  readonly exempt?: ExemptPaths | undefined;
}

export interface CaptureLimits {
  readonly maxStringLength: number;
  readonly maxPayloadBytes: number;
  readonly maxDepth: number;
}

/** Rough bytes of a value that is neither text nor a container, and of a container's frame. */
const SCALAR_BYTES = 8;
const MAX_KNOWN_NAMES = 2000;

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
  readonly #names = new Map<string, string>();
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
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const safe = this.text(value);
    if (value.length <= 200 && this.#names.size < MAX_KNOWN_NAMES) this.#names.set(value, safe);
    return safe;
  }

  /** One named value that is a text, such as a label: masked by its key, or redacted like a name. Never throws. */
  named(key: string, value: unknown): string {
    const text = typeof value === 'string' ? value : safeText(value);
    const rule = this.#filter?.ruleOf(key);
    return rule === undefined ? this.name(text) : this.#filter!.mask(text, rule);
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
        return value === null ? null : this.#object(value, depth, guarded);
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
    for (let i = 0; i < value.length; i++) {
      if (this.#bytes > this.#budget) {
        copy.push(`[cut: ${value.length - i} of ${value.length} items]`);
        break;
      }
      let item: unknown;
      if (this.#exempt !== undefined) item = this.#itemWithin(this.#exempt, value, i, depth, guarded);
      else item = guarded ? this.#guardedItem(value, i, depth) : this.#copy(value[i], depth + 1, false);
      copy.push(item === undefined ? null : item);
    }
    return copy;
  }

  #fields(value: object, depth: number, guarded: boolean): unknown {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      const special = this.#special(value, depth, guarded);
      if (special !== value) return special;
    } else if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
      return this.#copy((value as { toJSON(): unknown }).toJSON(), depth + 1, guarded);
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
      if (key === '__proto__') {
        Object.defineProperty(copy, key, { value: item, enumerable: true, configurable: true, writable: true });
      } else {
        copy[key] = item;
      }
    }
    return copy;
  }

  // Apart from the loops, which must not make room for what these functions close over.
  #guardedItem(value: readonly unknown[], i: number, depth: number): unknown {
    return this.#guard(() => value[i], depth);
  }

  #guardedField(value: object, key: string, depth: number): unknown {
    return this.#guard(() => (value as Record<string, unknown>)[key], depth, key);
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
    const rule = redactor?.ruleOf(key);
    return rule === undefined ? this.#copy(item, depth + 1, false) : masked(redactor!, item, rule);
  }

  /** Reads one value of a hostile container; what throws leaves a marker, its siblings stay. */
  #guard(read: () => unknown, depth: number, key?: string): unknown {
    const height = this.#ancestors.length;
    try {
      const item = read();
      const redactor = this.#redactor;
      const rule = item === undefined || key === undefined ? undefined : redactor?.ruleOf(key);
      if (rule !== undefined) return masked(redactor!, item, rule);
      return this.#copy(item, depth + 1, true);
    } catch (error) {
      this.#ancestors.length = height;
      return unreadable(error);
    }
  }

  /** Instances of classes; answers the value itself where it is to be read like a plain object. */
  #special(value: object, depth: number, guarded: boolean): unknown {
    if (value instanceof Date) {
      this.#bytes += 24;
      return Number.isNaN(value.getTime()) ? null : value.toISOString();
    }
    if (value instanceof Error) {
      const { name, message, stack, cause } = value;
      return this.#copy({ ...value, name, message, stack, ...(cause === undefined ? {} : { cause }) }, depth, guarded);
    }
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function' && !ArrayBuffer.isView(value)) {
      return this.#copy((value as { toJSON(): unknown }).toJSON(), depth + 1, guarded);
    }
    if (value instanceof Map) {
      const entries = [...value.entries()];
      if (entries.every(([key]) => typeof key === 'string'))
        return this.#copy(Object.fromEntries(entries), depth, guarded);
      return this.#copy(
        entries.map(entry => this.#pair(entry)),
        depth,
        guarded,
      );
    }
    if (value instanceof Set) return this.#copy([...value], depth, guarded);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return `[${value.constructor.name}: ${value.byteLength} bytes]`;
    }
    if (value instanceof RegExp) return this.#text(String(value));
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) {
      return `[${value.constructor.name}]`;
    }
    return value;
  }

  /** A pair of a map that no object can hold: its key is heard all the same. */
  #pair([key, item]: readonly [unknown, unknown]): readonly [unknown, unknown] {
    const redactor = this.#redactor;
    const rule = typeof key === 'string' ? redactor?.ruleOf(key) : undefined;
    return rule === undefined ? [key, item] : [key, masked(redactor!, item, rule)];
  }

  #text(value: string): string {
    const max = Math.min(this.#limits.maxStringLength, Math.max(0, this.#budget - this.#bytes));
    let text = value.isWellFormed() ? value : value.toWellFormed();
    if (this.#redactor) text = this.#redactor.text(text);
    if (text.length > max) text = cut(text, max);
    this.#bytes += text.length;
    return text;
  }
}

function masked(redactor: Redactor, value: unknown, rule: string): unknown {
  return value === null || typeof value === 'boolean' ? value : redactor.mask(value, rule);
}

function cut(text: string, max: number): string {
  // Not between the halves of a character.
  const end = max > 0 && (text.charCodeAt(max - 1) & 0xfc00) === 0xd800 ? max - 1 : max;
  return `${text.slice(0, end)}[cut: ${end} of ${text.length} characters kept]`;
}

function unreadable(error: unknown): string {
  return `[unreadable: ${error instanceof Error ? error.name : typeof error}]`;
}
