import type { z } from 'zod';
import { MastraError } from '../../../../error/index.ts';
import { parseOrThrow } from '../../../../error/parse.ts';
import { wellFormedDeep } from './text.ts';

const code = 'OBSERVABILITY_STORAGE_ARGS_INVALID';

/**
 * Parses the arguments of a read. Texts come out as stores hold them: unpaired surrogates are replaced.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_ARGS_INVALID` that names every wrong key, what was given and what is allowed.
 */
export function parseArgs<T extends z.ZodType>(schema: T, method: string, args: unknown): z.output<T> {
  try {
    const parsed = parseOrThrow(schema, args ?? {}, {
      code,
      domain: 'STORAGE',
      subject: `The argument of ${method}()`,
    });
    return wellFormedDeep(parsed);
  } catch (error) {
    if (MastraError.is(error)) throw error;
    throw new MastraError({
      code,
      domain: 'STORAGE',
      message: `The argument of ${method}() is not valid: it cannot be read, because it throws or is nested without end. Give plain objects, arrays, texts, numbers and dates.`,
      cause: error,
      details: { method },
    });
  }
}
