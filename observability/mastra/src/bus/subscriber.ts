import type { DiagnosticLogger } from '@mastra/core/observability';
import { Fifo } from '../delivery/fifo.ts';

/** One listener of a bus with the events that it has not heard yet. Waits for nobody else. */
export class Subscriber<TEvent> {
  readonly #handler: (event: TEvent) => void | Promise<void>;
  readonly #bufferSize: number;
  readonly #logger: Pick<DiagnosticLogger, 'warn'>;
  readonly #buffer = new Fifo<TEvent>();
  #draining: Promise<void> | undefined;
  #missed = 0;
  #isMissing = false;

  constructor(
    handler: (event: TEvent) => void | Promise<void>,
    bufferSize: number,
    logger: Pick<DiagnosticLogger, 'warn'>,
  ) {
    this.#handler = handler;
    this.#bufferSize = Math.max(1, bufferSize);
    this.#logger = logger;
  }

  /** Events that it did not hear because its buffer was full. */
  get missed(): number {
    return this.#missed;
  }

  push(event: TEvent): void {
    if (this.#buffer.length >= this.#bufferSize) this.#leaveOutOldest();
    this.#buffer.push(event);
    this.#draining ??= Promise.resolve().then(() => this.#drain());
  }

  /** Resolves when it has finished with everything. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  /** Hears nothing more. */
  close(): void {
    while (this.#buffer.shift() !== undefined);
  }

  async #drain(): Promise<void> {
    while (this.#buffer.length > 0) {
      const waiting: Promise<void>[] = [];
      for (let left = this.#buffer.length; left > 0 && this.#buffer.length > 0; left--) {
        const pending = this.#call(this.#buffer.shift() as TEvent);
        if (pending) waiting.push(pending);
      }
      await Promise.all(waiting);
    }
    this.#isMissing = false;
    this.#draining = undefined;
  }

  #call(event: TEvent): Promise<void> | undefined {
    try {
      const result = this.#handler(event);
      // Also for what only looks like a promise.
      return typeof result === 'object' && result !== null && typeof result.then === 'function'
        ? Promise.resolve(result).then(undefined, error => this.#report('failed:', error))
        : undefined;
    } catch (error) {
      this.#report('failed:', error);
      return undefined;
    }
  }

  #leaveOutOldest(): void {
    this.#buffer.shift();
    this.#missed++;
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.#report(
      `is slow: its buffer of ${this.#bufferSize} events is full, and the oldest are left out (see 'missed').`,
    );
  }

  #report(what: string, ...more: unknown[]): void {
    try {
      this.#logger.warn(`[observability] a subscriber of the event bus ${what}`, ...more);
    } catch {
      // There is nobody left to tell.
    }
  }
}
