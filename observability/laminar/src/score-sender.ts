import { setTimeout as pause } from 'node:timers/promises';
import type { ExportedScore, ScoreEvent } from '@mastra/core/observability';
import { destinationFailure, failureOfResponse, HttpStatusError } from '@mastra/observability';
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
  readonly #closing: AbortSignal;
  /**
   * What was begun and has not failed. Laminar gives a score an id of its own, so a score must not be sent twice: neither
   * one that was taken out of a batch that failed for others, nor one that delivery asks for again before its answer came.
   */
  readonly #begun = new WeakMap<ScoreEvent, Promise<void>>();

  constructor(options: ResolvedOptions, closing: AbortSignal) {
    this.#options = options;
    this.#closing = closing;
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
    if (rest > 0) await pause(rest, undefined, { ref: false, signal: this.#closing });
  }

  async #sendOne({ score }: ScoreEvent): Promise<void> {
    const body = scoreBody(score);
    if (!body) {
      const message = `the score ${score.scoreId} belongs to no span and no trace, so Laminar has no place for it`;
      throw new HttpStatusError(message, 422);
    }
    const { apiKey, baseUrl, headers, timeoutMs } = this.#options;
    const response = await fetch(`${baseUrl}/v1/evaluators/score`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.any([this.#closing, AbortSignal.timeout(timeoutMs)]),
    });
    if (response.ok) {
      await response.arrayBuffer();
      return;
    }
    const failure = await failureOfResponse(response, "Laminar's endpoint for scores");
    throw response.status === 404 ? unknownSpan(score, failure) : failure;
  }
}

function unknownSpan(score: ExportedScore, failure: Error): Error {
  const what = `Laminar does not know the span of the score ${score.scoreId}`;
  const isOverdue = Date.now() - score.timestamp.getTime() > PATIENCE_MS;
  return isOverdue
    ? new HttpStatusError(`${what}, and it is no longer waited for`, 422)
    : new HttpStatusError(`${what} yet`, 404, { cause: failure });
}
