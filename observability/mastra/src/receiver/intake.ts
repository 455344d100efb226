import type { FeedbackEvent, LogEvent, ScoreEvent } from '@mastra/core/observability';
import { type CostOf, createCostTable } from '../metrics/pricing/cost-table.ts';
import { deriveMetrics, type MetricDeriver } from './derive-metrics.ts';
import { Faults, type Taken } from './faults.ts';
import { boundedEvent } from './mapping/bounds.ts';
import { judgementOf } from './mapping/judgement.ts';
import { logEventOf } from './mapping/log.ts';
import { Occurrences } from './mapping/log-id.ts';
import { asSteps } from './mapping/nesting.ts';
import { receivedRecord } from './mapping/record.ts';
import { replay } from './mapping/replay.ts';
import { type ReceivedSpan, receivedSpan } from './mapping/span.ts';
import { MetricIntake } from './metrics/metric-intake.ts';
import type { ReceiverTarget } from './options.ts';
import type { Ownership } from './ownership.ts';
import { priced } from './pricing.ts';
import { type Delivery, readRecords } from './records.ts';
import { Uptake } from './uptake.ts';
import type { Pace } from './wire/pace.ts';

/** Turns the messages of the protocol into events, and hands them to the pipeline. */
export class Intake {
  readonly #target: ReceiverTarget;
  readonly #pace: Pace;
  readonly #ownership: Ownership;
  readonly #costOf: CostOf;
  readonly #deriver: MetricDeriver | undefined;
  readonly #metrics: MetricIntake;
  readonly #onError: (error: unknown) => void;

  constructor(
    target: ReceiverTarget,
    pace: Pace,
    ownership: Ownership,
    withMetrics: boolean,
    onError: (error: unknown) => void,
  ) {
    this.#target = target;
    this.#pace = pace;
    this.#ownership = ownership;
    this.#costOf = createCostTable(target.config.metrics.prices);
    this.#deriver = withMetrics ? deriveMetrics(target.config) : undefined;
    this.#metrics = new MetricIntake(target.config, withMetrics);
    this.#onError = onError;
  }

  /**
   * Takes all records of a request that can be taken.
   *
   * @throws Refusal for a request of which nothing is taken.
   */
  take(delivery: Delivery): Promise<Taken> {
    switch (delivery.route.name) {
      case 'traces':
        return this.#takeSpans(delivery);
      case 'logs':
        return this.#takeLogs(delivery);
      case 'metrics':
        return this.#takeMetrics(delivery);
    }
  }

  async #takeSpans(delivery: Delivery): Promise<Taken> {
    const spans: ReceivedSpan[] = [];
    const faults = new Faults('span');
    const now = new Date();
    await readRecords(
      delivery,
      this.#pace,
      faults,
      (wire, origin) => {
        const received = receivedSpan(wire, origin, now);
        if (typeof received === 'string') return received;
        const refused = this.#ownership.refusal(received.span, delivery.sender);
        if (refused === undefined) spans.push(this.#withCost(received));
        return refused;
      },
      this.#onError,
    );
    if (spans.length === 0) return faults.taken();
    const uptake = this.#uptake(delivery);
    const steps = await this.#pace.run(asSteps(spans));
    for (const { event, of } of await this.#pace.run(replay(steps))) {
      this.#target.emit(event);
      if (event.type === 'span.ended' && event.exportedSpan === of.span) this.#emitMetrics(of);
      if (this.#pace.isOver) await this.#pace.turn();
    }
    return outcome(uptake, faults, spans.length);
  }

  async #takeLogs(delivery: Delivery): Promise<Taken> {
    const events: (LogEvent | ScoreEvent | FeedbackEvent)[] = [];
    const faults = new Faults('log record');
    const occurrences = new Occurrences();
    const now = new Date();
    await readRecords(
      delivery,
      this.#pace,
      faults,
      (wire, origin) => {
        const record = receivedRecord(wire, origin, now);
        if (typeof record === 'string') return record;
        events.push(boundedEvent(judgementOf(record, occurrences) ?? logEventOf(wire, record, occurrences)));
        return undefined;
      },
      this.#onError,
    );
    return this.#emitAll(delivery, events, faults);
  }

  async #takeMetrics(delivery: Delivery): Promise<Taken> {
    const faults = new Faults('data point');
    const batch = this.#metrics.open(faults);
    await readRecords(delivery, this.#pace, faults, (wire, origin) => batch.take(wire, origin), this.#onError);
    return this.#emitAll(delivery, batch.events, faults);
  }

  async #emitAll(
    delivery: Delivery,
    events: readonly Parameters<ReceiverTarget['emit']>[0][],
    faults: Faults,
  ): Promise<Taken> {
    if (events.length === 0) return faults.taken();
    const uptake = this.#uptake(delivery);
    for (const event of events) {
      this.#target.emit(event);
      if (this.#pace.isOver) await this.#pace.turn();
    }
    return outcome(uptake, faults, events.length);
  }

  /** Ours say themselves what they cost. */
  #withCost(received: ReceivedSpan): ReceivedSpan {
    if (received.isMastra) return received;
    const attributes = priced(received.span, this.#costOf);
    return { ...received, span: { ...received.span, attributes } };
  }

  #uptake({ route }: Delivery): Uptake {
    return new Uptake(() => this.#target.health(), route.signals);
  }

  #emitMetrics(received: ReceivedSpan): void {
    if (!this.#deriver) return;
    for (const metric of this.#deriver(received)) this.#target.emit(metric);
  }
}

/** @param count records that were offered to the exporters */
function outcome(uptake: Uptake, faults: Faults, count: number): Taken {
  const trouble = uptake.check();
  if (trouble?.isLost) faults.add(trouble.reason, count);
  else if (trouble) faults.note(trouble.reason);
  return faults.taken();
}
