import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { failureOfResponse, RetryAfterError } from '@mastra/observability';
import { Acknowledged } from '@mastra/observability/exporters';
import type { DsnComponents, Envelope, EnvelopeItemType, RateLimits } from '@sentry/core';
import type { Parcel } from './envelopes.ts';
import type { SentryConfig } from './options.ts';
import type { SentrySdk } from './sdk.ts';

/** From this size on a body is compressed, as by Sentry's own transport for Node. */
const COMPRESS_FROM = 32 * 1024;
/** Requests under way at a time: every trace is one. */
const CONCURRENCY = 6;

const compress = promisify(gzip);

/**
 * Posts envelopes and says what became of them. The transport of Sentry's SDK is not used: it resolves for items that it
 * threw away itself, under a rate limit or with a full buffer, and for a 413, so nobody could tell what has arrived. Its
 * serialisation and its reading of rate limits are.
 */
export class SentryClient {
  readonly #sdk: SentrySdk;
  readonly #url: string;
  readonly #timeoutMs: number;
  #limits: RateLimits = {};
  readonly #arrived = new Acknowledged();

  constructor(sdk: SentrySdk, dsn: DsnComponents, config: SentryConfig) {
    this.#sdk = sdk;
    this.#url = sdk.getEnvelopeEndpointWithUrlEncodedAuth(dsn, config.tunnel);
    this.#timeoutMs = config.timeoutMs;
  }

  hasArrived(key: string): boolean {
    return this.#arrived.has(key);
  }

  /** Forgets that these arrived: the batch that they were in is done with. */
  forget(keys: Iterable<string>): void {
    this.#arrived.forget(keys);
  }

  /** How long Sentry wants none of this kind, in milliseconds. */
  pauseFor(type: EnvelopeItemType, now: number = Date.now()): number {
    const category = this.#sdk.envelopeItemTypeToDataCategory(type);
    return Math.max(0, this.#sdk.disabledUntil(this.#limits, category) - now);
  }

  /** Posts all of them, some at a time; after a failure no further one is begun, and the failure is thrown. */
  async sendAll(parcels: readonly Parcel[]): Promise<void> {
    const failures: unknown[] = [];
    const waiting = parcels.values();
    const work = async () => {
      for (const { envelope, keys } of waiting) {
        if (failures.length > 0) return;
        try {
          await this.send(envelope);
          this.#arrived.add(keys);
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, parcels.length) }, work));
    if (failures.length > 0) throw failures[0];
  }

  /** Resolves when Sentry has accepted the envelope, which holds items of one type. */
  async send(envelope: Envelope): Promise<void> {
    const type = envelope[1][0]![0].type as EnvelopeItemType;
    const pause = this.pauseFor(type);
    if (pause > 0) throw this.#asksForPause(type, pause);
    const response = await this.#post(this.#sdk.serializeEnvelope(envelope));
    this.#limits = this.#sdk.updateRateLimits(this.#limits, {
      statusCode: response.status,
      headers: {
        'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
        'retry-after': response.headers.get('retry-after'),
      },
    });
    if (response.status === 429) {
      await response.arrayBuffer();
      throw this.#asksForPause(type, this.pauseFor(type));
    }
    if (!response.ok) throw await failureOfResponse(response, 'Sentry');
    await response.arrayBuffer();
  }

  #asksForPause(type: EnvelopeItemType, delayMs: number): RetryAfterError {
    const seconds = Math.ceil(delayMs / 1000);
    return new RetryAfterError(`Sentry answered 429: it takes no ${type} items for ${seconds} s`, delayMs);
  }

  async #post(body: string | Uint8Array): Promise<Response> {
    const isLarge = Buffer.byteLength(body) > COMPRESS_FROM;
    return fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-sentry-envelope',
        ...(isLarge && { 'content-encoding': 'gzip' }),
      },
      body: isLarge ? await compress(body) : Buffer.from(body),
      // A redirected POST becomes a GET, and the answer to that says nothing about the envelope.
      redirect: 'manual',
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
  }
}
