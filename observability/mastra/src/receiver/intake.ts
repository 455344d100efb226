import { setImmediate as turn } from 'node:timers/promises';
import { deriveMetrics, type MetricDeriver } from './derive-metrics.ts';
import { judgementOf } from './mapping/judgement.ts';
import { logEventOf } from './mapping/log.ts';
import { Occurrences } from './mapping/log-id.ts';
import { asSteps } from './mapping/nesting.ts';
import { originOf } from './mapping/origin.ts';
import { receivedRecord } from './mapping/record.ts';
import { replay } from './mapping/replay.ts';
import { type ReceivedSpan, receivedSpan } from './mapping/span.ts';
import type { ReceiverTarget } from './options.ts';
import { listOf, objectOf } from './wire/types.ts';

/** What became of a request. */
export interface Taken {
  /** Records that were not taken, and why. */
  readonly rejected: number;
  readonly reason?: string;
}

/** Records mapped between two turns of the event loop: a few milliseconds. */
const SLICE = 200;

/** Turns the messages of the protocol into events, and hands them to the pipeline. */
export class Intake {
  readonly #target: ReceiverTarget;
  readonly #deriver: MetricDeriver | undefined;

  constructor(target: ReceiverTarget, withMetrics: boolean) {
    this.#target = target;
    this.#deriver = withMetrics ? deriveMetrics(target.config) : undefined;
  }

  async takeSpans(message: unknown): Promise<Taken> {
    const spans: ReceivedSpan[] = [];
    const faults = new Faults('span');
    const now = new Date();
    for (const resourceSpans of listOf(objectOf(message).resourceSpans)) {
      const { resource, scopeSpans } = objectOf(resourceSpans);
      for (const group of listOf(scopeSpans)) {
        const { scope, spans: wires } = objectOf(group);
        const origin = originOf(resource, scope);
        for (const wire of listOf(wires)) {
          const mapped = receivedSpan(objectOf(wire), origin, now);
          if (typeof mapped === 'string') faults.add(mapped);
          else spans.push(mapped);
          if (spans.length % SLICE === 0) await turn();
        }
      }
    }
    let emitted = 0;
    for (const { event, of } of replay(asSteps(spans))) {
      this.#target.emit(event);
      if (event.type === 'span.ended' && event.exportedSpan === of.span) this.#emitMetrics(of);
      if (++emitted % SLICE === 0) await turn();
    }
    return faults.taken();
  }

  async takeLogs(message: unknown): Promise<Taken> {
    const occurrences = new Occurrences();
    const now = new Date();
    let emitted = 0;
    for (const resourceLogs of listOf(objectOf(message).resourceLogs)) {
      const { resource, scopeLogs } = objectOf(resourceLogs);
      for (const group of listOf(scopeLogs)) {
        const { scope, logRecords } = objectOf(group);
        const origin = originOf(resource, scope);
        for (const wire of listOf(logRecords)) {
          const record = receivedRecord(objectOf(wire), origin, now);
          this.#target.emit(judgementOf(record, occurrences) ?? logEventOf(objectOf(wire), record, occurrences));
          if (++emitted % SLICE === 0) await turn();
        }
      }
    }
    return { rejected: 0 };
  }

  /** Sums and histograms add up over time, our measurements are single: none can be made of the other. */
  async refuseMetrics(message: unknown): Promise<Taken> {
    let points = 0;
    for (const resourceMetrics of listOf(objectOf(message).resourceMetrics)) {
      for (const scopeMetrics of listOf(objectOf(resourceMetrics).scopeMetrics)) {
        for (const metric of listOf(objectOf(scopeMetrics).metrics)) points += pointsOf(objectOf(metric));
      }
    }
    return {
      rejected: points,
      reason: 'metrics are not taken here: send traces and logs, metrics are derived from them',
    };
  }

  #emitMetrics(received: ReceivedSpan): void {
    if (!this.#deriver) return;
    for (const metric of this.#deriver(received)) this.#target.emit(metric);
  }
}

const KINDS = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;

function pointsOf(metric: Readonly<Record<string, unknown>>): number {
  return KINDS.reduce((sum, kind) => sum + listOf(objectOf(metric[kind]).dataPoints).length, 0);
}

/** Records that could not be taken. The sender is told the first reasons. */
class Faults {
  readonly #what: string;
  readonly #reasons = new Set<string>();
  #count = 0;

  constructor(what: string) {
    this.#what = what;
  }

  add(reason: string): void {
    this.#count++;
    if (this.#reasons.size < 3) this.#reasons.add(reason);
  }

  taken(): Taken {
    if (this.#count === 0) return { rejected: 0 };
    return {
      rejected: this.#count,
      reason: `${this.#count} ${this.#what}(s) not taken: ${[...this.#reasons].join('; ')}`,
    };
  }
}
