import { setField } from '../wire/values.ts';

/** Names with more parts than this stay in one piece. */
const MAX_PARTS = 32;

type Tree = Map<string, Tree | { readonly leaf: unknown }>;

/**
 * Makes lists and objects of names with numbers and dots in them, as senders write what an attribute cannot hold:
 * `0.message.role` becomes `[{ message: { role } }]`. Items are in the order of their numbers, whatever is missing.
 */
export function unflatten(flat: Readonly<Record<string, unknown>>): unknown {
  const tree: Tree = new Map();
  for (const [name, value] of Object.entries(flat)) {
    const parts = name.split('.');
    insert(tree, parts.length > MAX_PARTS ? [name] : parts, value);
  }
  return valueOfTree(tree);
}

function insert(tree: Tree, parts: readonly string[], leaf: unknown): void {
  let at = tree;
  for (const part of parts.slice(0, -1)) {
    const next = at.get(part);
    const inner: Tree = next instanceof Map ? next : new Map();
    if (next !== inner) {
      // Something has a value and parts as well: both stay.
      if (next !== undefined && !(next instanceof Map)) inner.set('value', next);
      at.set(part, inner);
    }
    at = inner;
  }
  const last = parts[parts.length - 1]!;
  const known = at.get(last);
  if (known instanceof Map) known.set('value', { leaf });
  else at.set(last, { leaf });
}

function valueOfTree(tree: Tree): unknown {
  const entries = [...tree].map(([key, node]) => [key, node instanceof Map ? valueOfTree(node) : node.leaf] as const);
  if (entries.length > 0 && entries.every(([key]) => /^\d{1,9}$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
  }
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) setField(object, key, value);
  return object;
}
