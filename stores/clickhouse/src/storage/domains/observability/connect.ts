import { lostBefore } from '@mastra/core/storage';
import { makeClient } from '../../engine/client.ts';
import { Database } from '../../engine/database.ts';
import { type ResolvedOptions, secretsOf, serverOf } from '../../options.ts';
import type { Context } from './context.ts';
import { checkSchema, migrate } from './migrations.ts';
import type { SchemaOptions } from './schema.ts';
import { type TextSearch, textSearchOf } from './text-search.ts';
import { Writers } from './writers.ts';

/** An open store: what its reads and writes need, and how it ends. */
export interface Connection {
  readonly context: Context;
  close(): Promise<void>;
}

/** Connects, and brings the schema up to date or checks it. */
export async function connect(options: ResolvedOptions): Promise<Connection> {
  const { retention, lostAfterMs, now, cluster } = options;
  const db = new Database({
    client: await makeClient(options),
    ownsClient: options.connection.kind === 'url',
    server: serverOf(options),
    secrets: secretsOf(options),
    maxExecutionTimeMs: options.maxExecutionTimeMs,
    // A trace and what is linked to it are on one shard, so that nodes join what is theirs.
    settings: cluster === null ? {} : { distributed_product_mode: 'local', distributed_foreground_insert: 1 },
  });
  try {
    const textSearch = textSearchOf(await db.connect());
    const schema = schemaOptions(options, textSearch);
    await (options.migrate ? migrate(db, schema) : checkSchema(db, schema));
    const writers = new Writers();
    const context: Context = {
      db,
      schema,
      retention,
      textSearch,
      writers,
      lastListed: { listed: null, isSteady: false },
      now,
      lostBefore: () => lostBefore(lostAfterMs, now()),
    };
    return {
      context,
      close: async () => {
        await writers.idle();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Where and how the tables of a store with these options are. */
export function schemaOptions(options: ResolvedOptions, textSearch: TextSearch): SchemaOptions {
  const { database, cluster, replicated, retention, runningDays } = options;
  return { database, cluster, replicated, retention, runningDays, textSearch };
}
