import { parseOrThrow } from '@mastra/core/error';
import { z } from 'zod';

/** A value that an option gives, else an environment variable. */
export function fromEnvironment(given: string | undefined, variable: string): string | undefined {
  return given ?? (process.env[variable]?.trim() || undefined);
}

/**
 * Checks what a preset was told. A key that is missing says which environment variable would do; what was given as a
 * credential is never repeated.
 */
export function checked<T extends z.ZodRawShape>(preset: string, shape: T, given: object): z.output<z.ZodObject<T>> {
  return parseOrThrow(z.strictObject(shape), given, {
    code: 'OTEL_PRESET_OPTIONS_INVALID',
    domain: 'EXPORTER',
    subject: `What presets.${preset} was told`,
  });
}

/** A credential, or a name without which the destination cannot be told. */
export function required(variable?: string) {
  const advice = variable ? `, or set ${variable}` : '';
  return z.string({ error: `expected text${advice}` }).min(1, { error: `expected text${advice}` });
}
