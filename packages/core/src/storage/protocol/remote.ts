import { MastraError } from '../../error/index.ts';
import { storageClosed } from '../closed.ts';
import { MastraCompositeStore } from '../composite.ts';
import {
  encodeLines,
  type IngestBatch,
  type IngestOptions,
  prepareRecords,
  prepareSpanUpdates,
} from '../domains/observability/index.ts';
import { readAnswer } from './answers.ts';
import { errorOfAnswer, protocolError } from './errors.ts';
import { ForwardingStorage } from './forwarding.ts';
import { PROTOCOL_VERSION, type StorageDescription } from './handler.ts';
import type { StorageMethod } from './methods.ts';
import { type RemoteStoreOptions, type ResolvedRemoteOptions, resolveRemoteOptions } from './options.ts';
import { encodeValue } from './values.ts';

/**
 * A store in another process, behind a `storageHandler`. It is used as any other store: a Mastra application can write
 * into it, a viewer or a program of yours can read from it.
 *
 * @example
 * const store = new RemoteStore({ url: 'https://app.example/observability', headers: { authorization: `Bearer ${token}` } });
 * const observability = await store.getStore('observability');
 * const { spans } = await observability.listTraces({ filters: { status: 'error' } });
 */
export class RemoteStore extends MastraCompositeStore<{ readonly observability: RemoteObservability }> {
  protected override readonly domains: { readonly observability: RemoteObservability };

  /** @throws MastraError `REMOTE_STORE_OPTIONS_INVALID` for options that cannot be used. Nothing is sent before the first use. */
  constructor(options: RemoteStoreOptions) {
    super({ name: 'RemoteStore' });
    this.domains = { observability: new RemoteObservability(options) };
  }
}

const STRATEGIES_OF_BASE: StorageDescription['strategies'] = {
  tracing: { preferred: 'batch-with-updates', supported: ['realtime', 'batch-with-updates'] },
  logs: { preferred: 'batch', supported: ['realtime', 'batch'] },
  metrics: { preferred: 'batch', supported: ['realtime', 'batch'] },
  scores: { preferred: 'batch', supported: ['realtime', 'batch'] },
  feedback: { preferred: 'batch', supported: ['realtime', 'batch'] },
};

/** The observability domain of a `RemoteStore`. Its strategies are those of the other store, once `init()` has asked for them. */
export class RemoteObservability extends ForwardingStorage {
  readonly #options: ResolvedRemoteOptions;
  #strategies = STRATEGIES_OF_BASE;
  #isClosed = false;

  constructor(options: RemoteStoreOptions) {
    super();
    this.#options = resolveRemoteOptions(options);
  }

  override get tracingStrategy() {
    return this.#strategies.tracing;
  }
  override get logsStrategy() {
    return this.#strategies.logs;
  }
  override get metricsStrategy() {
    return this.#strategies.metrics;
  }
  override get scoresStrategy() {
    return this.#strategies.scores;
  }
  override get feedbackStrategy() {
    return this.#strategies.feedback;
  }

  override async init(): Promise<void> {
    const { strategies } = (await this.#send('', { method: 'GET' })) as StorageDescription;
    this.#strategies = strategies;
  }

  override async close(): Promise<void> {
    this.#isClosed = true;
  }

  protected override async forward(method: StorageMethod, args: unknown): Promise<unknown> {
    return this.#send(method, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: encodedArgs(method, args),
    });
  }

  override async ingest(batch: IngestBatch, options: IngestOptions = {}): Promise<void> {
    const encoded = 'lines' in batch ? batch : encodeLines(batch.signal, batch.events);
    if ('rejected' in encoded && encoded.rejected[0]) throw encoded.rejected[0].error;
    const query = new URLSearchParams({ signal: batch.signal, count: String(encoded.count) });
    await this.#send(`ingest?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: encoded.lines as Uint8Array<ArrayBuffer>,
      ...(options.signal && { signal: options.signal }),
    });
  }

  async #send(path: string, init: RequestInit): Promise<unknown> {
    if (this.#isClosed) throw storageClosed('RemoteStore');
    const { url, fetch, timeoutMs } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    const request = new Request(`${url}/v${PROTOCOL_VERSION}${path && `/${path}`}`, {
      ...init,
      headers: { ...(await this.#options.headers()), ...init.headers },
      signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
      // A redirect leads to a page to sign in, or to somebody who should not get the headers.
      redirect: 'manual',
    });
    try {
      const response = await fetch(request);
      if (!response.ok) throw errorOfAnswer(response.status, await response.text());
      return await readAnswer(response.body);
    } catch (error) {
      if (MastraError.is(error)) throw error;
      init.signal?.throwIfAborted();
      const why =
        error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
      throw protocolError(
        'STORAGE_UNREACHABLE',
        `The store cannot be reached (${why}). The call may be repeated.`,
        'unreachable',
        error,
      );
    }
  }
}

/** What cannot be sent is refused by the checks that every store makes, with their error. */
function encodedArgs(method: StorageMethod, args: unknown): string {
  try {
    return encodeValue(args);
  } catch (error) {
    const [signal, list, single] = RECORDS_OF[method] ?? [];
    const given = args as Record<string, unknown> | undefined;
    if (signal && given) {
      const records = (single ? [given[single]] : given[list!]) as never;
      if (method.endsWith('pdateSpans')) prepareSpanUpdates(records);
      else prepareRecords(signal, records);
    }
    throw new MastraError({
      code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
      domain: 'STORAGE',
      message: `The argument of ${method}() is not valid: it cannot be sent, because it throws, goes round in a circle or is nested without end. Give plain objects, arrays, texts, numbers and dates.`,
      cause: error,
      details: { method },
    });
  }
}

const RECORDS_OF: Partial<Record<StorageMethod, readonly [Parameters<typeof prepareRecords>[0], string, string?]>> = {
  createSpan: ['tracing', '', 'span'],
  batchCreateSpans: ['tracing', 'records'],
  batchUpdateSpans: ['tracing', 'records'],
  batchCreateLogs: ['log', 'logs'],
  batchCreateMetrics: ['metric', 'metrics'],
  createScore: ['score', '', 'score'],
  batchCreateScores: ['score', 'scores'],
  createFeedback: ['feedback', '', 'feedback'],
  batchCreateFeedback: ['feedback', 'feedbacks'],
};
