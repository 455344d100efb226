import type { ExemptPaths } from '../processors/exempt.ts';

/** What a filter does to a payload while it is copied. */
export interface Redactor {
  /** Whether the value of a field with this name needs a closer look. Asked for every field: a map lookup. */
  isTelling(name: string): boolean;
  /** What stands in the place of the value of a telling field; `undefined` where it is copied like any other. */
  maskOfField(name: string, value: unknown, owner: object): string | undefined;
  /** The same for what follows a name in a list; in a list of pairs it surely belongs to it. */
  maskOfPair(name: string, value: unknown, isPair: boolean): string | undefined;
  /** The text with what must not leave taken out; the same string where there is nothing. */
  text(value: string): string;
  /** The paths to values that are left alone. */
  readonly exempt?: ExemptPaths | undefined;
}
