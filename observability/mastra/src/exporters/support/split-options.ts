import type { z } from 'zod';
import { checkOptionNames } from '../option-names.ts';
import { EXPORTER_OPTION_NAMES, type ExporterOptions } from '../options.ts';

/**
 * Takes the options that one exporter has apart from those that all have: delivery options, span filters and the
 * formatter, which go to the constructor of `QueuedExporter`.
 *
 * @param exporter The class, for messages.
 * @param schema Of the exporter's own options.
 * @throws MastraError `EXPORTER_OPTIONS_INVALID` for a name that is neither.
 */
export function splitOptions(
  exporter: string,
  given: ExporterOptions,
  schema: z.ZodObject,
): { readonly own: Readonly<Record<string, unknown>>; readonly shared: ExporterOptions } {
  refuseUnknownOptions(exporter, given, Object.keys(schema.shape));
  const entries = Object.entries(given);
  return {
    own: Object.fromEntries(entries.filter(([key]) => key in schema.shape)),
    shared: Object.fromEntries(entries.filter(([key]) => !(key in schema.shape))),
  };
}

/**
 * Refuses options that neither this exporter nor every exporter has.
 *
 * @param own The names of this exporter's own options.
 * @throws MastraError `EXPORTER_OPTIONS_INVALID`
 */
export function refuseUnknownOptions(exporter: string, given: object, own: readonly string[]): void {
  checkOptionNames(exporter, given, own, EXPORTER_OPTION_NAMES);
}
