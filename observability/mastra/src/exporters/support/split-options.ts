import type { z } from 'zod';
import type { ExporterOptions } from '../options.ts';

/**
 * Takes the options that one exporter has apart from those that all have: delivery options, span filters and the
 * formatter, which go to the constructor of `QueuedExporter`. A name that neither knows is refused there.
 *
 * @param schema Of the exporter's own options.
 */
export function splitOptions(
  given: ExporterOptions,
  schema: z.ZodObject,
): { readonly own: Readonly<Record<string, unknown>>; readonly shared: ExporterOptions } {
  const entries = Object.entries(given);
  return {
    own: Object.fromEntries(entries.filter(([key]) => key in schema.shape)),
    shared: Object.fromEntries(entries.filter(([key]) => !(key in schema.shape))),
  };
}
