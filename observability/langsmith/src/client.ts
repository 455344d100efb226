import { HttpStatusError } from '@mastra/observability';
import { Http } from './http.ts';
import { multipart, type Parts, sizeOf } from './multipart.ts';
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
  readonly #http: Http;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#http = new Http(connection.timeoutMs);
  }

  /** Resolves when LangSmith has taken all records. */
  async write(records: readonly Parts[]): Promise<void> {
    let batch: Parts[] = [];
    let bytes = 0;
    for (const record of records) {
      const size = sizeOf(record);
      if (batch.length > 0 && bytes + size > MAX_BYTES) {
        await this.#post(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(record);
      bytes += size;
    }
    if (batch.length > 0) await this.#post(batch);
  }

  close(): void {
    this.#http.close();
  }

  async #post(records: readonly Parts[]): Promise<void> {
    const { apiUrl, apiKey, workspaceId } = this.#connection;
    const { body, contentType } = multipart(records.flat());
    try {
      await this.#http.send({
        url: `${apiUrl}/runs/multipart`,
        method: 'POST',
        headers: {
          'content-type': contentType,
          'x-api-key': apiKey,
          ...(workspaceId !== undefined && { 'x-tenant-id': workspaceId }),
        },
        body,
        what: 'LangSmith',
      });
    } catch (error) {
      // An earlier attempt whose answer was lost. Of several records, it cannot be said which: they are sent one by one.
      const isKnown = records.length === 1 && error instanceof HttpStatusError && error.status === CONFLICT;
      if (!isKnown) throw error;
    }
  }
}
