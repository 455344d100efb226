import { HttpStatusError } from '@mastra/observability';
import { HttpClient, inTurns } from '@mastra/observability/exporters';
import { z } from 'zod';
import { type Account, authorization, openAccount } from './account.ts';
import type { Connection } from './options.ts';
import { uploadOverflow } from './overflow.ts';
import { type RequestBody, requestBodies, rowText } from './request-bodies.ts';
import type { Row } from './row.ts';

/** What a request may weigh where the server does not say. The vendor's SDK has the same number. */
const DEFAULT_LIMIT = 6 * 1024 * 1024;
/** Several rows share a request up to here, so that little is sent again when one of them is refused. */
const SHARED_LIMIT = 3 * 1024 * 1024;

interface Limit {
  readonly bytes: number;
  /** The server takes larger bodies by way of its object store. */
  readonly hasOverflow: boolean;
}

const versionAnswer = z.object({ logs3_payload_max_bytes: z.number().positive().nullish() });

/**
 * Writes rows as the vendor's SDK does, and knows when they have arrived. The SDK itself is not used: its logger writes in
 * the background and gives up after a few attempts with a line on the console, and importing it changes the process (it
 * listens for its end, keeps a global state and instruments other libraries).
 */
export class BraintrustClient {
  readonly #connection: Connection;
  readonly #http: HttpClient;
  #account: Promise<Account> | undefined;
  #limit: Promise<Limit> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#http = new HttpClient(connection.timeoutMs);
  }

  /** Resolves when Braintrust has taken all rows. Writing them again changes nothing. */
  async write(rows: Iterable<Row>, serviceName: string): Promise<void> {
    const { apiUrl, projectId } = await this.#open(serviceName);
    const project = { project_id: projectId, log_id: 'g' } as const;
    const texts = await inTurns(rows, row => rowText(row, project));
    for (const body of requestBodies(texts, SHARED_LIMIT)) {
      await this.#post(apiUrl, projectId, body);
    }
  }

  close(): void {
    this.#http.close();
  }

  /** Asks once; a failure is not remembered. */
  #open(serviceName: string): Promise<Account> {
    this.#account ??= openAccount(this.#connection, serviceName, this.#http).catch(error => {
      this.#account = undefined;
      throw error;
    });
    return this.#account;
  }

  async #post(apiUrl: string, projectId: string, body: RequestBody): Promise<void> {
    const headers = { ...authorization(this.#connection), 'content-type': 'application/json' };
    let json = body.json;
    if (body.bytes > SHARED_LIMIT) {
      const limit = await this.#limitOf(apiUrl);
      if (limit.hasOverflow && body.bytes > limit.bytes) {
        json = await uploadOverflow(this.#http, apiUrl, headers, body, { project_id: projectId, log_id: 'g' });
      }
    }
    await this.#http.send({ url: `${apiUrl}/logs3`, method: 'POST', headers, body: json, what: 'Braintrust' });
  }

  #limitOf(apiUrl: string): Promise<Limit> {
    this.#limit ??= this.#askForLimit(apiUrl).catch(error => {
      this.#limit = undefined;
      throw error;
    });
    return this.#limit;
  }

  async #askForLimit(apiUrl: string): Promise<Limit> {
    const headers = authorization(this.#connection);
    const url = `${apiUrl}/version`;
    const answer = await this.#http.send({ url, method: 'GET', headers, what: 'Braintrust (version)' }).catch(error => {
      // A data plane of one's own may be too old to say.
      if (error instanceof HttpStatusError && error.status === 404) return '{}';
      throw error;
    });
    const bytes = versionAnswer.safeParse(JSON.parse(answer)).data?.logs3_payload_max_bytes;
    return bytes ? { bytes, hasOverflow: true } : { bytes: DEFAULT_LIMIT, hasOverflow: false };
  }
}
