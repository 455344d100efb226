import { isPairedSecret } from './scan/pairs.ts';
import { isPlainText, looksRandom } from './scan/plain-value.ts';
import type { Telling, TellingNames } from './telling-names.ts';

/** What stands beside a `token` that is a piece of text, as models and tokenizers return it. */
const TOKENIZER_FIELDS = new Set(
  `logprob logprobs top_logprobs topLogprobs bytes tokenId token_id prob probability score special text_offset pos lemma
  rank id offset`
    .split(/\s+/)
    .filter(Boolean),
);
const SCHEMA_TYPES = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
const ROW_NAMES = ['name', 'key', 'header', 'field', 'Name', 'Key', 'label', 'variable'];

/** The rule by which the value of a field is a secret; `undefined` where it is none. */
export function fieldRule(name: string, value: unknown, owner: object, names: TellingNames): string | undefined {
  const telling = names.of(name) ?? rowTelling(owner, names);
  if (telling === undefined || value === null || value === undefined) return undefined;
  switch (typeof value) {
    case 'string':
      return isPlainText(value, telling, name) || isPieceOfText(value, telling, owner) ? undefined : telling.rule;
    case 'number':
    case 'bigint':
      return telling.kind === 'token' || telling.kind === 'signature' ? undefined : telling.rule;
    case 'object':
      return isHarmlessObject(value, telling) ? undefined : telling.rule;
    default:
      return undefined;
  }
}

/** The rule by which what follows a name in a list is a secret. */
export function pairRule(name: string, value: unknown, isPair: boolean, names: TellingNames): string | undefined {
  const telling = names.of(name);
  if (telling === undefined || value === null || value === undefined) return undefined;
  if (typeof value === 'string') return isPairedSecret(value, telling, name, isPair) ? telling.rule : undefined;
  return isPair ? fieldRule(name, value, [], names) : undefined;
}

function rowTelling(owner: object, names: TellingNames): Telling | undefined {
  for (const key of ROW_NAMES) {
    const name = (owner as Record<string, unknown>)[key];
    if (typeof name === 'string') return name.length <= 64 ? names.of(name) : undefined;
  }
  return undefined;
}

function isPieceOfText(value: string, { kind }: Telling, owner: object): boolean {
  if (kind !== 'token' || value.length > 40 || looksRandom(value)) return false;
  for (const key of Object.keys(owner).slice(0, 20)) if (TOKENIZER_FIELDS.has(key)) return true;
  return false;
}

/** A schema, an empty container, a list of token ids or of pieces of words. */
function isHarmlessObject(value: object, { kind }: Telling): boolean {
  if (Array.isArray(value))
    return (
      value.length === 0 ||
      (kind === 'token' && !value.slice(0, 200).some(item => typeof item === 'string' && looksRandom(item)))
    );
  if (value instanceof Date || kind === 'signature') return true;
  if (value instanceof Map || value instanceof Set) return value.size === 0;
  const schema = value as Readonly<Record<string, unknown>>;
  const { type } = schema;
  if (typeof type === 'string' ? SCHEMA_TYPES.has(type) : Array.isArray(type)) return true;
  return ['$ref', 'anyOf', 'oneOf', 'allOf', 'properties', '_def', '~standard'].some(key => key in schema);
}
