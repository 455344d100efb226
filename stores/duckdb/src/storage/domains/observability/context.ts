import type { Signal } from '@mastra/core/observability';
import type { Retention } from '@mastra/core/storage';
import type { Database } from '../../engine/database.ts';
import type { Definitions } from './definitions.ts';
import type { UnseenIds } from './unseen-ids.ts';

/** The signals whose records are written once and never change. */
export type EventSignal = Exclude<Signal, 'tracing'>;

/** What every read and write of an open store needs. */
export interface Context {
  readonly db: Database;
  readonly unseen: Readonly<Record<EventSignal, UnseenIds>>;
  readonly definitions: Definitions;
  readonly retention: Retention;
  /** The clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Running spans that started before this are lost; `null` where none ever is. */
  readonly lostBefore: () => number | null;
}
