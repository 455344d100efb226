import { z } from 'zod';
import { MastraError } from '../../../../error/index.ts';
import { parseOrThrow } from '../../../../error/parse.ts';
import { wellFormedDeep } from './text.ts';

/**
 * Parses the arguments of a read. Texts come out as stores hold them: unpaired surrogates are replaced.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_ARGS_INVALID` that names every wrong key, what was given and what is allowed.
 */
export function parseArgs<T extends z.ZodType>(schema: T, method: string, args: unknown): z.output<T> {
  const parsed = parseOrThrow(schema, args ?? {}, {
    code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
    domain: 'STORAGE',
    subject: `The argument of ${method}()`,
  });
  return wellFormedDeep(parsed);
}

/**
 * Checks the ids that a look-up is given, and makes them well-formed.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_ARGS_INVALID` for anything but texts.
 */
export function parseIds<K extends string>(
  method: string,
  args: { readonly [P in K]: string },
  names: readonly K[],
): Record<K, string> {
  const ids = names.map(name => {
    const id: unknown = args?.[name];
    if (typeof id === 'string') return [name, wellFormedDeep(id)];
    throw new MastraError({
      code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
      domain: 'STORAGE',
      message: `${method}() needs ${name} as a text (given: ${typeof id}).`,
      details: { method, name },
    });
  });
  return Object.fromEntries(ids);
}

const entityTypeArgsSchema = z.strictObject({ entityType: z.string().optional() });

/** The entity type that `getEntityNames` and `getTags` are limited to. */
export function parseEntityType(method: string, args: unknown): string | undefined {
  return parseArgs(entityTypeArgsSchema, method, args).entityType;
}

const spanIdsSchema = z.strictObject({ traceId: z.string(), spanIds: z.array(z.string()) });

/** The arguments of `getSpans`. */
export function parseSpanIds(args: unknown): z.output<typeof spanIdsSchema> {
  return parseArgs(spanIdsSchema, 'getSpans', args);
}
