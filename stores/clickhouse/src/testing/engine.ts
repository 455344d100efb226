import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouseClient, createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';

type ConnectionOption = NonNullable<Parameters<typeof createClient>[0]>['connection'];

/** The ClickHouse engine inside of this process, with its official client. One at a time in a process. */
export interface Engine {
  readonly client: ClickHouseClient;
  /** Another connection, with settings of its own: queries of two connections run side by side. */
  connect(): ClickHouseClient;
  /** A name that no other database of the engine has. */
  database(): string;
  close(): Promise<void>;
}

/** Opens the engine on a directory of its own, which `close()` removes. */
export async function openEngine(): Promise<Engine> {
  const dir = await mkdtemp(join(tmpdir(), 'mastra-clickhouse-'));
  const clients: ClickHouseClient[] = [];
  const connect = () => {
    const connection = createChdbConnection({ path: join(dir, 'data') });
    // The connection's types come from another copy of the client's types, of another version.
    const client = createClient({ connection: connection as unknown as ConnectionOption });
    clients.push(client);
    return client;
  };
  let databases = 0;
  return {
    client: connect(),
    connect,
    database: () => `test_${++databases}`,
    close: async () => {
      for (const client of clients) await client.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
