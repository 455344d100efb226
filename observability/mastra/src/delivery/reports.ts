import type { DiagnosticLogger, Signal } from '@mastra/core/observability';
import type { Clock } from '../clock.ts';
import { messageOf } from './message.ts';

/** What a delivery tells of itself: the last failure and arrival, and each trouble once. */
export class DeliveryReports {
  readonly #name: string;
  readonly #logger: DiagnosticLogger;
  readonly #clock: Clock;
  #lastError: string | undefined;
  #lastDeliveredAt: Date | undefined;
  #outage = false;
  #warnedFull = false;

  constructor(name: string, logger: DiagnosticLogger, clock: Clock) {
    this.#name = name;
    this.#logger = logger;
    this.#clock = clock;
  }

  get lastError(): string | undefined {
    return this.#lastError;
  }

  get lastDeliveredAt(): Date | undefined {
    return this.#lastDeliveredAt;
  }

  /** One event was refused for what it is. Answers why. */
  refused(signal: Signal, error: unknown): string {
    const reason = messageOf(error);
    this.#lastError = reason;
    this.#logger.warn(
      `[observability] ${this.#name} refused one ${signal} event, which is now in quarantine: ${reason}`,
    );
    return reason;
  }

  /** An attempt failed, for a signal or for all of them. */
  failed(signal: Signal | undefined, error: unknown): void {
    this.#lastError = messageOf(error);
    if (this.#outage) return;
    this.#outage = true;
    this.#logger.warn(
      `[observability] ${this.#name} cannot take ${signal === undefined ? '' : `${signal} `}events now: ${this.#lastError}. They are kept and retried.`,
    );
  }

  arrived(isFailing: () => boolean): void {
    this.#lastDeliveredAt = new Date(this.#clock.now());
    if (!this.#outage || isFailing()) return;
    this.#outage = false;
    this.#logger.info(`[observability] ${this.#name} takes events again.`);
  }

  full(events: number, bytes: number): void {
    if (this.#warnedFull) return;
    this.#warnedFull = true;
    this.#logger.warn(
      `[observability] the queue of ${this.#name} is full (${events} events, ${bytes} bytes): ` +
        'the least valuable events are dropped and counted. Raise delivery.maxQueueEvents or maxQueueBytes, or find out why the destination is slow.',
    );
  }
}
