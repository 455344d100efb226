import { resolve } from 'node:path';
import { createClient } from '@clickhouse/client';
import { ClickhouseStore } from '@mastra/clickhouse';
import type { MastraStorage } from '@mastra/core/storage';
import { createChdbConnection } from 'chdb/connection';

const DIRECTORY = 'observability.chdb';

interface Opened {
  readonly store: MastraStorage;
  /** Where it keeps what it is given, without credentials. */
  readonly name: string;
  /** Ends what the store does not own. */
  close(): Promise<void>;
}

/** A store on the server at this URL; without one, on the engine embedded in this process, in a directory. */
export function openStore(url: string | undefined): Opened {
  if (url) {
    const { host } = new URL(url);
    return { store: new ClickhouseStore({ url }), name: `ClickHouse at ${host}`, close: () => Promise.resolve() };
  }
  const connection = createChdbConnection({ path: DIRECTORY });
  // The connection's types come from another copy of the client's types, of another version.
  const client = createClient({ connection: connection as unknown as ConnectionOption });
  return { store: new ClickhouseStore({ client }), name: resolve(DIRECTORY), close: () => client.close() };
}

type ConnectionOption = NonNullable<Parameters<typeof createClient>[0]>['connection'];
