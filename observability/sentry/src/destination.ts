import type {
  AnyExportedSpan,
  ExportedFeedback,
  ExportedLog,
  ExportedMetric,
  ExportedScore,
} from '@mastra/core/observability';
import { inTurns, packed } from '@mastra/observability/exporters';
import type { Envelope } from '@sentry/core';
import { SentryClient } from './client.ts';
import { Origin } from './context.ts';
import { Envelopes, type Parcel } from './envelopes.ts';
import { ErrorOrigins } from './error-origins.ts';
import { ownTraceId } from './ids.ts';
import { toErrorEvent } from './issue.ts';
import { feedbackMeasurement, scoreMeasurement, toFeedbackEvent } from './judgement.ts';
import { toSentryLog } from './log.ts';
import { type Measurement, measurementOf, toSentryMetric } from './metric.ts';
import type { SentryConfig } from './options.ts';
import type { SentrySdk } from './sdk.ts';
import type { Segments } from './segments.ts';
import { toStreamedSpan } from './span.ts';

/** Items in an envelope: Sentry's limit for spans, and what its SDK keeps to for the others. */
const MAX_SPANS = 1000;
const MAX_LOGS = 100;
const MAX_METRICS = 1000;
/** What Sentry's SDK keeps an envelope of spans below. In UTF-16 units of JSON. */
const MAX_ENVELOPE = 5_000_000;

/** A Sentry project: turns events into envelopes and sends what has not arrived yet. */
export class Destination {
  readonly #sdk: SentrySdk;
  readonly #config: SentryConfig;
  readonly #segments: Segments;
  readonly #warn: (message: string) => void;
  readonly #client: SentryClient;
  readonly #origin: Origin;
  readonly #envelopes: Envelopes;
  readonly #origins = new ErrorOrigins();
  readonly #ownTrace = ownTraceId();
  #limitedUntil = 0;

  constructor(sdk: SentrySdk, config: SentryConfig, segments: Segments, warn: (message: string) => void) {
    const dsn = sdk.makeDsn(config.dsn)!;
    this.#sdk = sdk;
    this.#config = config;
    this.#segments = segments;
    this.#warn = warn;
    this.#client = new SentryClient(sdk, dsn, config);
    this.#origin = new Origin(config, sdk.SDK_VERSION, dsn.publicKey ?? '');
    this.#envelopes = new Envelopes(sdk, this.#origin, config.tunnel && sdk.dsnToString(dsn));
  }

  async sendSpans(spans: readonly AnyExportedSpan[]): Promise<void> {
    const keyOf = (span: AnyExportedSpan) => `span/${span.traceId}/${span.id}`;
    const waiting = this.#waiting(spans, keyOf);
    const items = await inTurns(waiting, span => sized(keyOf(span), this.#span(span), span));
    const traces = Map.groupBy(items, ({ of }) => of.traceId);
    await this.#client.sendAll(
      [...traces].flatMap(([traceId, ofTrace]) =>
        parcels(ofTrace, MAX_SPANS, list =>
          this.#envelopes.spans(traceId, this.#origin.environmentOf(ofTrace[0]!.of), list),
        ),
      ),
    );
    if (this.#config.captureErrors) await this.#sendIssues(spans);
    this.#client.forget(spans.flatMap(span => [keyOf(span), issueKey(span)]));
  }

  async sendLogs(logs: readonly ExportedLog[]): Promise<void> {
    const keyOf = (log: ExportedLog) => `log/${log.logId}`;
    const items = await inTurns(this.#waiting(logs, keyOf), log =>
      sized(keyOf(log), toSentryLog(log, this.#origin, this.#ownTrace), log),
    );
    await this.#client.sendAll(parcels(items, MAX_LOGS, batch => this.#envelopes.logs(batch)));
    this.#client.forget(logs.map(keyOf));
  }

  sendMetrics(metrics: readonly ExportedMetric[]): Promise<void> {
    return this.#measure(metrics, metric => `metric/${metric.metricId}`, measurementOf);
  }

  sendScores(scores: readonly ExportedScore[]): Promise<void> {
    return this.#measure(scores, score => `score/${score.scoreId}`, scoreMeasurement);
  }

  /** All feedback is measured; what somebody wrote is sent as such as well. */
  async sendFeedback(feedback: readonly ExportedFeedback[]): Promise<void> {
    const writtenKey = ({ feedbackId }: ExportedFeedback) => `written/${feedbackId}`;
    const written = this.#waiting(feedback, writtenKey).flatMap(one => {
      const event = toFeedbackEvent(one, this.#origin);
      return event ? [{ envelope: this.#envelopes.event(event), keys: [writtenKey(one)] }] : [];
    });
    await this.#client.sendAll(written);
    await this.#measure(feedback, one => `feedback/${one.feedbackId}`, feedbackMeasurement);
    this.#client.forget(feedback.map(writtenKey));
  }

  async #measure<T>(
    events: readonly T[],
    keyOf: (event: T) => string,
    measure: (event: T) => Measurement,
  ): Promise<void> {
    const items = await inTurns(this.#waiting(events, keyOf), event =>
      sized(keyOf(event), toSentryMetric(measure(event), this.#origin, this.#ownTrace), event),
    );
    await this.#client.sendAll(parcels(items, MAX_METRICS, batch => this.#envelopes.metrics(batch)));
    this.#client.forget(events.map(keyOf));
  }

  /** Issues come after their spans. Where Sentry limits errors alone, spans do not wait for them: they hold the error. */
  async #sendIssues(spans: readonly AnyExportedSpan[]): Promise<void> {
    const issues = this.#waiting(
      spans.filter(span => this.#origins.isOrigin(span)),
      issueKey,
    );
    if (issues.length === 0) return;
    const sent = issues.map(span => ({ envelope: this.#issue(span), keys: [issueKey(span)] }));
    try {
      await this.#client.sendAll(sent);
    } catch (error) {
      if (this.#client.pauseFor('event') === 0) throw error;
      await this.#leaveOut(issues.filter(span => !this.#client.hasArrived(issueKey(span))).length);
    }
  }

  async #leaveOut(errors: number): Promise<void> {
    const pause = this.#client.pauseFor('event');
    if (Date.now() >= this.#limitedUntil) {
      this.#warn(
        `[observability] Sentry takes no errors for ${Math.ceil(pause / 1000)} s: their spans arrive, and no issues are made of them.`,
      );
    }
    this.#limitedUntil = Date.now() + pause;
    await this.#client.send(this.#envelopes.leftOut(errors));
  }

  #waiting<T>(events: readonly T[], keyOf: (event: T) => string): readonly T[] {
    return events.filter(event => !this.#client.hasArrived(keyOf(event)));
  }

  #span(span: AnyExportedSpan) {
    const { includeContent, captureErrors } = this.#config;
    const segment = this.#segments.of(span);
    return toStreamedSpan(span, { origin: this.#origin, segment, includeContent, includeStack: !captureErrors });
  }

  #issue(span: AnyExportedSpan): Envelope {
    const segment = this.#segments.of(span);
    const { parseStack } = this.#sdk;
    return this.#envelopes.event(toErrorEvent(span, span.errorInfo!, { origin: this.#origin, segment, parseStack }));
  }
}

const issueKey = (span: AnyExportedSpan): string => `issue/${span.traceId}/${span.id}`;

/** An item on its way. */
interface Sized<T, E> {
  readonly key: string;
  readonly item: T;
  /** In UTF-16 units of JSON. */
  readonly size: number;
  /** What it was made of. */
  readonly of: E;
}

function sized<T, E>(key: string, item: T, of: E): Sized<T, E> {
  return { key, item, size: JSON.stringify(item).length, of };
}

/** Divides items among envelopes that Sentry takes. */
function parcels<T>(
  items: readonly Sized<T, unknown>[],
  maxItems: number,
  envelope: (items: T[]) => Envelope,
): readonly Parcel[] {
  const packs = packed(items, { maxBytes: MAX_ENVELOPE, maxCount: maxItems, sizeOf: ({ size }) => size });
  return Array.from(packs, pack => ({ envelope: envelope(pack.map(one => one.item)), keys: pack.map(one => one.key) }));
}
