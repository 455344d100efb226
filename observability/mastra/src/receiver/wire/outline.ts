import type { RequestBudget } from './budget.ts';

/** Where something lies in the bytes of a body. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A record, not read yet. */
export interface RecordRange extends Range {
  /** Elements within it, where counting them came before reading; 0 where they are counted while it is read. */
  readonly elements: number;
}

/** The records of one scope. */
export interface ScopeOutline {
  scope: Range | undefined;
  readonly records: RecordRange[];
}

/** What one sender recorded. */
export interface GroupOutline {
  resource: Range | undefined;
  readonly scopes: ScopeOutline[];
}

/** Where the records of a request are. Empty groups are left out. */
export type Outline = readonly GroupOutline[];

/** What the three levels of an envelope are called: for each, the names that are known. */
export interface Envelope {
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly records: readonly string[];
}

/** Reads the frame of a body, and none of its records. Yields wherever it may be interrupted. */
export type Outliner = (envelope: Envelope, bytes: Uint8Array, budget: RequestBudget) => Generator<void, Outline>;
