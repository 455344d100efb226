import { parseOrThrow } from '@mastra/core/error';
import { z } from 'zod';
import { EXEMPT_ROOTS, parseExemptPath } from './exempt.ts';
import type { Finder, PatternRecogniser } from './recogniser.ts';
import { DEFAULT_RECOGNISERS, FINDERS, RECOGNISER_GROUPS, type RecogniserGroup } from './recognisers.ts';

/** A pattern of your own. */
export interface SensitivePattern {
  /** Names the rule: letters, digits and `_`. It is written in capitals. */
  readonly name: string;
  /**
   * Every match is masked as a whole; what is to stay is looked behind at, `(?<=user=)\w+`. The pattern runs on every
   * text of every event, and a running pattern cannot be stopped: let no part of it be able to match the same stretch
   * in more than one way, as `(a+)+` can.
   */
  readonly pattern: RegExp;
  /** Masks only what it answers `true` to. @default every match */
  readonly accept?: (match: string) => boolean;
}

export type RedactionStyle = 'full' | 'partial' | 'indexed';

export interface SensitiveDataFilterOptions {
  /** Keys whose values are masked, compared without case, `-`, `_`, `.` and white space. Replaces the default list. */
  readonly sensitiveFields?: readonly string[];
  /**
   * What is found in text beside the default (`keys`, `bearer`, `jwt`, `privateKey`, `urlCredentials`): `email`, `card`.
   * They are off by default, because personal data is often what a conversation is about.
   */
  readonly recognise?: readonly RecogniserGroup[];
  /** What of the default is not to be found. */
  readonly ignore?: readonly RecogniserGroup[];
  /** Patterns of your own, beside the built-in ones. */
  readonly patterns?: readonly SensitivePattern[];
  /**
   * Values that are left alone, with all that is in them. A path begins with `input`, `output`, `attributes`, `metadata`
   * (of any signal) or `data` (of logs); keys and the indexes of lists follow after dots; `*` is any one of them, `\.` a
   * dot within a key. Paths do not lead into text that holds JSON.
   *
   * @example ['input.messages.*.id', 'metadata.token']
   */
  readonly exempt?: readonly string[];
  /**
   * Values that are no secrets, whatever they look like and wherever they are: public keys, ids of tests. Compared as a
   * whole.
   *
   * @example ['pk_live_51H…']
   */
  readonly exemptValues?: readonly string[];
  /** What stands in the place of what was taken out. Not used by the style `indexed`. @default '[REDACTED]' */
  readonly redactionToken?: string;
  /**
   * `full` writes the token; `partial` keeps the first and last three characters of values of at least twelve; `indexed`
   * writes the rule and a number, such as `[EMAIL_1]`, the same for the same value.
   * @default 'full'
   */
  readonly redactionStyle?: RedactionStyle;
  /** Values that the style `indexed` remembers, the least recently seen are forgotten first. @default 10_000 */
  readonly maxIndexedValues?: number;
}

/** The options with every default in place. */
export interface ResolvedFilterOptions {
  readonly sensitiveFields: readonly string[] | undefined;
  readonly groups: ReadonlySet<RecogniserGroup>;
  readonly finders: readonly Finder[];
  readonly patterns: readonly PatternRecogniser[];
  readonly exempt: readonly (readonly string[])[] | undefined;
  readonly exemptValues: ReadonlySet<string>;
  readonly redactionToken: string;
  readonly redactionStyle: RedactionStyle;
  readonly maxIndexedValues: number;
}

const group = z.enum(RECOGNISER_GROUPS);

const pattern = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'expected letters, digits and _, beginning with a letter'),
  pattern: z
    .custom<RegExp>(value => value instanceof RegExp, { error: 'expected a regular expression' })
    .refine(value => !(value instanceof RegExp) || ''.search(value) === -1, {
      error: 'matches the empty text, so it would mask between all letters',
    }),
  accept: z
    .custom<(match: string) => boolean>(value => typeof value === 'function', { error: 'expected a function' })
    .optional(),
});

const exemptPath = z
  .string()
  .refine(path => (EXEMPT_ROOTS as readonly string[]).includes(parseExemptPath(path)[0]!), {
    error: `expected a path that begins with one of ${EXEMPT_ROOTS.join(', ')}`,
  })
  .refine(path => !parseExemptPath(path).includes(''), { error: 'expected a key, an index or * between dots' });

const schema = z.strictObject({
  sensitiveFields: z.array(z.string().min(1)).optional(),
  recognise: z.array(group).optional(),
  ignore: z.array(group).optional(),
  patterns: z.array(pattern).optional(),
  exempt: z.array(exemptPath).optional(),
  exemptValues: z.array(z.string().min(1)).optional(),
  redactionToken: z.string().optional(),
  redactionStyle: z.enum(['full', 'partial', 'indexed']).optional(),
  maxIndexedValues: z.number().int().min(1).optional(),
});

/** Checks what a user gave and puts every default in place. A mistake throws one error that names all of them. */
export function resolveFilterOptions(given: SensitiveDataFilterOptions): ResolvedFilterOptions {
  const options = parseOrThrow(schema, given, {
    code: 'SENSITIVE_DATA_FILTER_INVALID',
    domain: 'OBSERVABILITY',
    subject: 'The options of the SensitiveDataFilter',
  });
  const groups = new Set([...DEFAULT_RECOGNISERS, ...(options.recognise ?? [])]);
  for (const left of options.ignore ?? []) groups.delete(left);
  return {
    sensitiveFields: options.sensitiveFields,
    groups,
    finders: [...groups].flatMap(name => FINDERS[name] ?? []),
    patterns: (options.patterns ?? []).map(({ name, pattern: { source, flags }, accept }) => ({
      name: name.toUpperCase(),
      pattern: new RegExp(source, `${flags.replace(/[gy]/g, '')}g`),
      ...(accept && { accept }),
    })),
    exempt: options.exempt?.map(parseExemptPath),
    exemptValues: new Set(options.exemptValues),
    redactionToken: options.redactionToken ?? '[REDACTED]',
    redactionStyle: options.redactionStyle ?? 'full',
    maxIndexedValues: options.maxIndexedValues ?? 10_000,
  };
}
