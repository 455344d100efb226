import { HttpStatusError } from '@mastra/observability';
import { HttpClient, packed } from '@mastra/observability/exporters';
import { CONTENT_TYPE, multipart, type Parts } from './multipart.ts';
import type { Connection } from './options.ts';

/** What the vendor's SDK puts into one request at most is 24 MiB. */
const MAX_BYTES = 16 * 1024 * 1024;
/** LangSmith has it already. */
const CONFLICT = 409;

/**
 * Writes runs and feedback by the documented ingestion protocol, and knows when they have arrived. The vendor's SDK is not
 * used: its multipart call reports a failure on the console and resolves, its other calls retry by themselves with no way
 * to turn that off, and none of them hands on what a `Retry-After` asks for.
 */
export class LangSmithClient {
  readonly #connection: Connection;
  readonly #http: HttpClient;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#http = new HttpClient(connection.timeoutMs);
  }

  /** Resolves when LangSmith has taken all records. */
  async write(records: readonly Parts[]): Promise<void> {
    for (const pack of packed(records, { maxBytes: MAX_BYTES, sizeOf: parts => parts.length })) await this.#post(pack);
  }

  close(): void {
    this.#http.close();
  }

  async #post(records: readonly Parts[]): Promise<void> {
    const { apiUrl, apiKey, workspaceId } = this.#connection;
    try {
      await this.#http.send({
        url: `${apiUrl}/runs/multipart`,
        headers: {
          'content-type': CONTENT_TYPE,
          'x-api-key': apiKey,
          ...(workspaceId !== undefined && { 'x-tenant-id': workspaceId }),
        },
        body: multipart(records),
        what: 'LangSmith',
      });
    } catch (error) {
      // An earlier attempt whose answer was lost. Of several records, it cannot be said which: they are sent one by one.
      const isKnown = records.length === 1 && error instanceof HttpStatusError && error.status === CONFLICT;
      if (!isKnown) throw error;
    }
  }
}
