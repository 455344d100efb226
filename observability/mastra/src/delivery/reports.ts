import type { DiagnosticLogger, Signal } from '@mastra/core/observability';
import { after, type Clock, cancel } from '../clock.ts';
import { messageOf } from './message.ts';

/** How long refused records are added up before one line tells of them. */
const SUM_MS = 60_000;

/** What a delivery tells of its destination: the last failure and arrival, each outage once, refused records as a sum. */
export class DeliveryReports {
  readonly #name: string;
  readonly #logger: DiagnosticLogger;
  readonly #clock: Clock;
  /** Those whose last attempt failed. */
  readonly #failing = new Set<unknown>();
  #lastError: string | undefined;
  #lastDeliveredAt: Date | undefined;
  #isOutage = false;
  /** Refused events that no line has told of. */
  #untold = 0;
  #refusalTimer: NodeJS.Timeout | undefined;

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

  /** Events of one batch were refused for what they are: one warning, then a line with the sum of what follows. */
  refused(signal: Signal, events: number, error: unknown): void {
    this.#lastError = messageOf(error);
    if (this.#refusalTimer) {
      this.#untold += events;
      return;
    }
    this.#refusalTimer = after(SUM_MS, () => this.#tellRefusals());
    const what = events === 1 ? `one ${signal} event, which is` : `${events} ${signal} events, which are`;
    this.#logger.warn(`[observability] ${this.#name} refused ${what} now in quarantine: ${this.#lastError}`);
  }

  /** An attempt failed, for a signal or for all of them. */
  failed(who: unknown, signal: Signal | undefined, error: unknown): void {
    this.#failing.add(who);
    this.#lastError = messageOf(error);
    if (this.#isOutage) return;
    this.#isOutage = true;
    this.#logger.warn(
      `[observability] ${this.#name} cannot take ${signal === undefined ? '' : `${signal} `}events now: ${this.#lastError}. They are kept and retried.`,
    );
  }

  /** An attempt succeeded. */
  arrived(who: unknown): void {
    this.#failing.delete(who);
    this.#lastDeliveredAt = new Date(this.#clock.now());
    if (!this.#isOutage || this.#failing.size > 0) return;
    this.#isOutage = false;
    this.#logger.info(`[observability] ${this.#name} takes events again.`);
  }

  close(): void {
    cancel(this.#refusalTimer);
    this.#tellRefusals();
  }

  #tellRefusals(): void {
    this.#refusalTimer = undefined;
    if (this.#untold === 0) return;
    this.#logger.info(`[observability] ${this.#name} refused ${this.#untold} more events, which are in quarantine.`);
    this.#untold = 0;
    this.#refusalTimer = after(SUM_MS, () => this.#tellRefusals());
  }
}
