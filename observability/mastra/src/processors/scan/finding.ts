import type { Quoting } from './quoting.ts';

/** Where in a text a secret is: from `start` up to `end`, which is no longer part of it. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  /** What the text says there: a string without its escapes, a number, or an object for a container. */
  readonly value: unknown;
  /** How the mask is to be quoted, so that JSON stays valid; absent where it stands as it is. */
  readonly quoting?: Quoting;
}
