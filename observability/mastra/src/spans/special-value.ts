/** Items of an iterable that are read: what it holds beyond that would be cut away in any case. */
const MAX_ITEMS = 100_000;

/** What an object of a class is copied as: another value, or a description of it. */
export type SpecialForm =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }
  /** The fields of the object itself, or of what stands for it. */
  | { readonly kind: 'fields'; readonly fields: object };

/** How an instance of a class is to be read. Objects of other realms, of `vm` or of a test runner, are known by their tag. */
export function specialForm(value: object): SpecialForm {
  switch (tagOf(value)) {
    case 'Date':
      return of(dateText(value as Date));
    case 'Error':
    case 'DOMException':
      return fields(errorFields(value as Error));
    case 'Map':
      return of(mapForm(value as Map<unknown, unknown>));
    case 'Set':
      return of(firstOf(value as Set<unknown>));
    case 'Headers':
    case 'FormData':
    case 'URLSearchParams':
      return fields(groupedEntries(value as Iterable<readonly [string, unknown]>));
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'BigInt':
      return of((value as { valueOf(): unknown }).valueOf());
    case 'Symbol':
    case 'RegExp':
      return of(String(value));
    case 'Blob':
    case 'File':
      return describe(blobText(value as Blob));
    case 'Request':
      return fields(pick(value, ['method', 'url', 'headers']));
    case 'Response':
      return fields(pick(value, ['status', 'statusText', 'url', 'headers']));
    case 'AbortSignal':
      return fields(pick(value, ['aborted', 'reason']));
    case 'Promise':
    case 'WeakMap':
    case 'WeakSet':
    case 'WeakRef':
    case 'Generator':
    case 'AsyncGenerator':
    case 'ReadableStream':
    case 'WritableStream':
      return describe(`[${tagOf(value)}]`);
    default:
      return isBytes(value) ? describe(`[${value.constructor.name}: ${value.byteLength} bytes]`) : fields(value);
  }
}

const of = (value: unknown): SpecialForm => ({ kind: 'value', value });
const fields = (value: object): SpecialForm => ({ kind: 'fields', fields: value });
const describe = (value: string): SpecialForm => ({ kind: 'text', text: value });

function tagOf(value: object): string {
  // An error of a class with a tag of its own is an error all the same.
  return value instanceof Error ? 'Error' : Object.prototype.toString.call(value).slice(8, -1);
}

function isBytes(value: object): value is ArrayBufferView | ArrayBuffer {
  return ArrayBuffer.isView(value) || /^(?:Shared)?ArrayBuffer$/.test(tagOf(value));
}

function dateText(value: Date): string | null {
  return Number.isNaN(value.getTime()) ? null : value.toISOString();
}

/** What `JSON.stringify` leaves out of an error: nearly all of it. */
function errorFields(error: Error): object {
  const { name, message, stack, cause } = error;
  const { errors } = error as { errors?: unknown };
  return {
    ...error,
    name,
    message,
    stack,
    ...(cause === undefined ? {} : { cause }),
    ...(Array.isArray(errors) ? { errors } : {}),
  };
}

/** An object where the keys are texts, else a list of pairs. */
function mapForm(map: Map<unknown, unknown>): unknown {
  const entries = firstOf(map) as (readonly [unknown, unknown])[];
  return entries.every(entry => typeof entry[0] === 'string') ? Object.fromEntries(entries) : entries;
}

function firstOf(items: { readonly size: number } & Iterable<unknown>): unknown[] {
  if (items.size <= MAX_ITEMS) return [...items];
  const first: unknown[] = [];
  for (const item of items) {
    if (first.length === MAX_ITEMS) break;
    first.push(item);
  }
  const cut = `[cut: ${items.size - MAX_ITEMS} of ${items.size} items]`;
  first.push(items instanceof Map ? ['[cut]', cut] : cut);
  return first;
}

/** A name that occurs several times has a list of values. */
function groupedEntries(entries: Iterable<readonly [string, unknown]>): object {
  const grouped = new Map<string, unknown>();
  for (const [name, value] of entries) {
    const known = grouped.get(name);
    if (known === undefined) grouped.set(name, value);
    else if (Array.isArray(known)) known.push(value);
    else grouped.set(name, [known, value]);
  }
  return Object.fromEntries(grouped);
}

function blobText(blob: Blob): string {
  const { name } = blob as { name?: unknown };
  return typeof name === 'string' ? `[File ${name}: ${blob.size} bytes]` : `[Blob: ${blob.size} bytes]`;
}

function pick(value: object, keys: readonly string[]): object {
  return Object.fromEntries(keys.map(key => [key, (value as Record<string, unknown>)[key]]));
}
