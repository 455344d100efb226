import type {
  DynamicSamplingContext,
  Envelope,
  Event,
  EventEnvelope,
  LogEnvelope,
  MetricEnvelope,
  SerializedLog,
  SerializedMetric,
  SerializedStreamedSpan,
  StreamedSpanEnvelope,
} from '@sentry/core';
import { wellFormed } from './attributes.ts';
import type { Origin } from './context.ts';
import type { SentrySdk } from './sdk.ts';

/** What one request carries, and the events that it takes to Sentry. */
export interface Parcel {
  readonly envelope: Envelope;
  /** Keys by which the events are known to have arrived. */
  readonly keys: readonly string[];
}

/** Puts items into envelopes as Sentry's protocol wants them. */
export class Envelopes {
  readonly #sdk: SentrySdk;
  readonly #origin: Origin;
  /** Set where a tunnel has to be told the project. */
  readonly #dsn: string | undefined;

  constructor(sdk: SentrySdk, origin: Origin, dsn: string | undefined) {
    this.#sdk = sdk;
    this.#origin = origin;
    this.#dsn = dsn;
  }

  /** The spans of one trace: Sentry refuses an envelope whose spans are of several. */
  spans(traceId: string, environment: string | undefined, items: SerializedStreamedSpan[]): Envelope {
    const trace: DynamicSamplingContext = {
      trace_id: traceId,
      public_key: this.#origin.publicKey,
      sample_rate: '1',
      sampled: 'true',
      ...(this.#origin.release && { release: this.#origin.release }),
      ...(environment && { environment }),
    };
    return this.#sdk.createEnvelope<StreamedSpanEnvelope>({ ...this.#headers(), trace }, [
      [
        { type: 'span', item_count: items.length, content_type: 'application/vnd.sentry.items.span.v2+json' },
        { version: 2, items },
      ],
    ]);
  }

  logs(items: SerializedLog[]): Envelope {
    return this.#sdk.createEnvelope<LogEnvelope>(this.#headers(), [
      [
        { type: 'log', item_count: items.length, content_type: 'application/vnd.sentry.items.log+json' },
        { version: 2, items },
      ],
    ]);
  }

  metrics(items: SerializedMetric[]): Envelope {
    return this.#sdk.createEnvelope<MetricEnvelope>(this.#headers(), [
      [
        {
          type: 'trace_metric',
          item_count: items.length,
          content_type: 'application/vnd.sentry.items.trace-metric+json',
        },
        { version: 2, items },
      ],
    ]);
  }

  /** An error or a feedback: one to an envelope. */
  event(event: Event): Envelope {
    const type = event.type === 'feedback' ? 'feedback' : 'event';
    const headers = { ...this.#headers(), event_id: event.event_id! };
    return this.#sdk.createEnvelope<EventEnvelope>(headers, [[{ type }, wellFormed(event)]]);
  }

  /** Tells Sentry how many errors were left out because of its rate limit. */
  leftOut(errors: number): Envelope {
    const discarded = [{ reason: 'ratelimit_backoff' as const, category: 'error' as const, quantity: errors }];
    return this.#sdk.createClientReportEnvelope(discarded, this.#dsn);
  }

  #headers() {
    return { sent_at: new Date().toISOString(), sdk: this.#origin.sdk, ...(this.#dsn && { dsn: this.#dsn }) };
  }
}
