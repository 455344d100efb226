import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import { MastraError } from '@mastra/core/error';
import type { ResolvedOptions } from '../options.ts';

/** Makes the client of a store that was given a URL. Only here is the client's package loaded. */
export async function makeClient(options: ResolvedOptions): Promise<ClickHouseClient> {
  const { connection } = options;
  if (connection.kind === 'client') return connection.client;
  const { ClickHouseLogLevel, createClient } = await loadPackage();
  return createClient({
    url: connection.url,
    ...(connection.username !== undefined && { username: connection.username }),
    ...(connection.password !== undefined && { password: connection.password }),
    ...(connection.database !== undefined && { database: connection.database }),
    application: 'mastra',
    // Every failure is thrown, and what the client would log may hold parameters.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: options.requestTimeoutMs,
    compression: compressionOf(options.compression),
    keep_alive: { eagerly_destroy_stale_sockets: true },
    use_multipart_params_auto: true,
  });
}

/** The lowest levels: telemetry shrinks to a fifth by them, and the higher ones cost ten times as much for a tenth more. */
function compressionOf(
  codec: ResolvedOptions['compression'],
): NonNullable<ClickHouseClientConfigOptions['compression']> {
  if (codec === false) return { request: false, response: false };
  return { request: { codec, level: 1 }, response: { codec } };
}

async function loadPackage(): Promise<typeof import('@clickhouse/client')> {
  try {
    const loaded = await import('@clickhouse/client');
    return loaded;
  } catch (cause) {
    throw new MastraError({
      code: 'CLICKHOUSE_CLIENT_MISSING',
      domain: 'STORAGE',
      message: 'The package @clickhouse/client cannot be loaded. Install it beside @mastra/clickhouse.',
      cause,
      details: { failure: 'unknown' },
    });
  }
}
