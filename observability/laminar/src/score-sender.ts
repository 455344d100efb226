import { setTimeout as pause } from 'node:timers/promises';
import type { ExportedScore, ScoreEvent } from '@mastra/core/observability';
import { destinationFailure, HttpStatusError } from '@mastra/observability';
import { HttpClient, jsonText, UnattachedError } from '@mastra/observability/exporters';
import type { ResolvedOptions } from './options.ts';
import { scoreBody } from './score-body.ts';

/** Requests at a time: Laminar takes scores one by one. */
const CONCURRENCY = 5;
/** How long the span of a score may take to turn up; a run that is scored while it lasts is sent when it is over. */
const PATIENCE_MS = 15 * 60_000;

/**
 * Sends scores to Laminar's HTTP endpoint for them. By `fetch` and not by its SDK, which reads `.env` files, and whose
 * errors do not say which status was answered.
 */
export class ScoreSender {
  readonly #options: ResolvedOptions;
  readonly #http: HttpClient;
  readonly #closing = new AbortController();
  /**
   * What was begun and has not failed. Laminar gives a score an id of its own, so a score must not be sent twice: neither
   * one that was taken out of a batch that failed for others, nor one that delivery asks for again before its answer came.
   */
  readonly #begun = new WeakMap<ScoreEvent, Promise<void>>();

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#http = new HttpClient(options.timeoutMs);
  }

  /** Resolves when Laminar has taken all of them; throws the failure of one otherwise, with the others taken. */
  async send(events: readonly ScoreEvent[]): Promise<void> {
    const failures: unknown[] = [];
    const queue = events.values();
    const work = async () => {
      for (const event of queue) await this.#once(event).catch(error => failures.push(error));
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    // First wait for what may still go away, then put aside what will not.
    const passing = failures.find(failure => destinationFailure(failure) !== 'rejected');
    if (failures.length > 0) throw passing ?? failures[0];
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort();
    this.#http.close();
  }

  #once(event: ScoreEvent): Promise<void> {
    const begun = this.#begun.get(event);
    if (begun) return begun;
    const sent = this.#ripen(event).then(() => this.#sendOne(event));
    this.#begun.set(event, sent);
    sent.catch(() => this.#begun.delete(event));
    return sent;
  }

  /** Waits until Laminar may know the span. Holds up no process that wants to end. */
  async #ripen({ score }: ScoreEvent): Promise<void> {
    const { scoreDelayMs } = this.#options;
    const rest = Math.min(scoreDelayMs, score.timestamp.getTime() + scoreDelayMs - Date.now());
    if (rest > 0) await pause(rest, undefined, { ref: false, signal: this.#closing.signal });
  }

  async #sendOne({ score }: ScoreEvent): Promise<void> {
    const body = scoreBody(score);
    if (!body) {
      const what = `the score ${score.scoreId} belongs to no span and no trace`;
      throw new UnattachedError(what, 'Laminar', 'a traceId or a spanId');
    }
    const { apiKey, baseUrl, headers } = this.#options;
    try {
      await this.#http.send({
        url: `${baseUrl}/v1/evaluators/score`,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
        body: jsonText(body),
        what: "Laminar's endpoint for scores",
      });
    } catch (error) {
      throw error instanceof HttpStatusError && error.status === 404 ? unknownSpan(score, error) : error;
    }
  }
}

function unknownSpan(score: ExportedScore, failure: Error): Error {
  const what = `Laminar does not know the span of the score ${score.scoreId}`;
  const isOverdue = Date.now() - score.timestamp.getTime() > PATIENCE_MS;
  return isOverdue
    ? new HttpStatusError(`${what}, and it is no longer waited for`, 422)
    : new HttpStatusError(`${what} yet`, 404, { cause: failure });
}
