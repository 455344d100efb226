import type { Sql } from '../../engine/sql.ts';

/** The spans that lists show: the roots of every trace, and of a trace without a root its earliest span. */
export interface Listed {
  /** Tables, or queries in brackets, that together have each listed span once. */
  readonly parts: readonly Sql[];
  /** The keys of all spans with an error, as a query of `TraceId` and `SpanId`. */
  readonly failed: (within?: Sql) => Sql;
  readonly hasRunning: boolean;
  /** The same for two looks that have found the same. */
  readonly signature: string;
}

/** What the last look for what lists show has found. */
export interface LastListed {
  listed: Listed | null;
  /** Whether the look before had found the same: the next is expected to find it, too. */
  isSteady: boolean;
}
