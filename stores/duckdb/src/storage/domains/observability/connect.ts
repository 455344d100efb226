import { lostBefore } from '@mastra/core/storage';
import { Database } from '../../engine/database.ts';
import type { ResolvedOptions } from '../../options.ts';
import type { Context } from './context.ts';
import { Definitions } from './definitions.ts';
import { prune } from './maintenance.ts';
import { migrate } from './migrations.ts';
import { RetentionTimer } from './retention-timer.ts';
import { UnseenIds } from './unseen-ids.ts';

/** An open store: what its reads and writes need, and how it ends. */
export interface Connection {
  readonly context: Context;
  close(): Promise<void>;
}

/** Opens the file, brings its schema up to date and begins to apply the retention. */
export async function connect(options: ResolvedOptions): Promise<Connection> {
  const { retention, lostAfterMs, now } = options;
  const db = await Database.open(options);
  try {
    await migrate(db);
  } catch (error) {
    await db.close().catch(() => undefined);
    throw error;
  }
  const unseen = { log: new UnseenIds(), metric: new UnseenIds(), score: new UnseenIds(), feedback: new UnseenIds() };
  const context: Context = {
    db,
    unseen,
    definitions: new Definitions(),
    retention,
    now,
    lostBefore: () => lostBefore(lostAfterMs, now()),
  };
  const keepsAll = Object.values(retention).every(days => days === false);
  const timer =
    options.pruneIntervalMs === false || keepsAll
      ? undefined
      : new RetentionTimer(options.pruneIntervalMs, () => prune(context));
  return {
    context,
    close: async () => {
      await timer?.stop();
      await db.close();
    },
  };
}
