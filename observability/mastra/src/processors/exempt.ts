/** The parts of an event that a path can begin with. */
export const EXEMPT_ROOTS = ['input', 'output', 'attributes', 'metadata', 'data'] as const;

export type ExemptRoot = (typeof EXEMPT_ROOTS)[number];

/** What is still to be met on the ways to exempt values, from where a copy has got to. */
export type ExemptPaths = readonly (readonly string[])[];

const NONE: ExemptPaths = [];

/** Splits `input.messages.*.id` at its dots; `\.` is a dot within a key. */
export function parseExemptPath(path: string): readonly string[] {
  return path.split(/(?<!\\)\./).map(segment => segment.replaceAll('\\.', '.'));
}

/** One step further, into a field or an item. */
export function stepInto(paths: ExemptPaths, key: string): ExemptPaths {
  const next = paths.filter(([first]) => first === key || first === '*').map(([, ...rest]) => rest);
  return next.length > 0 ? next : NONE;
}

/** Whether a path ends here: the value is exempt, and all that is in it. */
export function isExempt(paths: ExemptPaths): boolean {
  return paths.some(path => path.length === 0);
}
