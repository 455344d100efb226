import type { Retention } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';

/** What every read and write of an open store needs. */
export interface Context {
  readonly db: Database;
  readonly retention: Retention;
  /** The clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Running spans that started before this are lost; `null` where none ever is. */
  readonly lostBefore: () => number | null;
}
