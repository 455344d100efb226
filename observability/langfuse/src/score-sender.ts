import type { LangfuseClient } from '@langfuse/client';
import { loadPeer, rethrow } from '@mastra/observability';
import type { ResolvedOptions } from './options.ts';
import { homeless, mostHopeful, requestFailure, scoreFailure } from './score-failure.ts';
import type { ScoreRecord } from './score-record.ts';
import { VERSION } from './version.ts';

type Api = LangfuseClient['api'];
type BatchAnswer = Awaited<ReturnType<Api['ingestion']['batch']>>;
type Sendable = ScoreRecord & { readonly body: NonNullable<ScoreRecord['body']> };

/** As many as Langfuse's own SDK sends at once. */
const MAX_BATCH = 100;
/** Requests at a time where scores go one by one. */
const CONCURRENCY = 5;
/** The answers of a server that takes no batches (any more). */
const NO_BATCHES = new Set([404, 405, 410]);

/**
 * Sends scores by direct calls of Langfuse's SDK, which are awaited one by one: the SDK's own score queue only logs what
 * it could not send. In batches, as that queue does it, because single scores count against a limit of some dozens a
 * minute; one by one on a server that does not know the way for batches.
 */
export class ScoreSender {
  readonly #options: ResolvedOptions;
  readonly #signal: AbortSignal;
  /** Events that Langfuse has taken out of a batch that failed for others: they are not sent again. */
  readonly #taken = new WeakSet<object>();
  #api: Api | undefined;
  #takesBatches = true;

  constructor(options: ResolvedOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  /** Resolves when Langfuse has taken all of them; throws the failure of one otherwise, with the others taken. */
  async send(records: readonly ScoreRecord[]): Promise<void> {
    const waiting = records.filter(({ event }) => !this.#taken.has(event));
    const sendable = waiting.filter((record): record is Sendable => record.body !== undefined);
    const failures = waiting.filter(({ body }) => body === undefined).map(({ id }) => homeless(id));
    const api = sendable.length > 0 ? await this.#open() : undefined;
    for (let i = 0; api && i < sendable.length; i += MAX_BATCH) {
      failures.push(...(await this.#sendSome(api, sendable.slice(i, i + MAX_BATCH))));
    }
    const failure = mostHopeful(failures);
    if (failure) throw failure;
  }

  async #sendSome(api: Api, records: readonly Sendable[]): Promise<readonly Error[]> {
    if (!this.#takesBatches) return this.#sendSingly(api, records);
    try {
      return await this.#sendBatch(api, records);
    } catch (error) {
      if (!NO_BATCHES.has((error as { statusCode?: number }).statusCode ?? 0)) throw requestFailure(error);
    }
    const failures = await this.#sendSingly(api, records);
    // At a wrong address nothing is found either way; then batches are tried first again.
    this.#takesBatches = failures.length === records.length;
    return failures;
  }

  /** Langfuse answers for each score by itself. */
  async #sendBatch(api: Api, records: readonly Sendable[]): Promise<readonly Error[]> {
    const batch = records.map(({ id, timestamp, body }) => ({
      type: 'score-create' as const,
      id,
      timestamp: timestamp.toISOString(),
      body,
    }));
    const answer: Partial<BatchAnswer> = (await api.ingestion.batch({ batch }, this.#request)) ?? {};
    const { successes = [], errors = [] } = answer;
    const taken = new Set(successes.map(({ id }) => id));
    const refused = new Map(errors.map(error => [error.id, error]));
    const failures: Error[] = [];
    for (const { id, event } of records) {
      const refusal = refused.get(id);
      if (refusal) failures.push(scoreFailure(id, refusal.status, refusal.error ?? refusal.message));
      else if (taken.has(id)) this.#taken.add(event);
      else failures.push(scoreFailure(id, 500, 'it is not among what was taken, nor among what was refused'));
    }
    return failures;
  }

  async #sendSingly(api: Api, records: readonly Sendable[]): Promise<readonly Error[]> {
    const failures: Error[] = [];
    const queue = records.values();
    const work = async () => {
      for (const { event, body } of queue) {
        try {
          await api.scores.create(body, this.#request);
          this.#taken.add(event);
        } catch (error) {
          failures.push(requestFailure(error));
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return failures;
  }

  /** The SDK neither repeats a request nor waits on: delivery does. */
  get #request() {
    return { maxRetries: 0, timeoutInSeconds: this.#options.timeoutMs / 1000, abortSignal: this.#signal };
  }

  async #open(): Promise<Api> {
    if (this.#api) return this.#api;
    const { LangfuseClient } = await loadPeer('LangfuseExporter', '@langfuse/client', () =>
      import('@langfuse/client').catch(rethrow),
    );
    const { publicKey, secretKey, baseUrl, headers } = this.#options;
    const client = new LangfuseClient({
      publicKey,
      secretKey,
      baseUrl,
      additionalHeaders: { 'X-Langfuse-Sdk-Name': '@mastra/langfuse', 'X-Langfuse-Sdk-Version': VERSION, ...headers },
    });
    this.#api = client.api;
    return client.api;
  }
}
