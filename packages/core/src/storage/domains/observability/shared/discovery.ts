import { compareText } from './text.ts';

/** Distinct values as discovery answers them: sorted by code point, those with the prefix, the first `limit`. */
export function foundValues(
  values: Iterable<string | null | undefined>,
  options: { readonly prefix?: string | undefined; readonly limit?: number | undefined } = {},
): readonly string[] {
  const distinct = new Set<string>();
  for (const value of values) {
    if (typeof value === 'string' && value.startsWith(options.prefix ?? '')) distinct.add(value);
  }
  return [...distinct].sort(compareText).slice(0, options.limit);
}
