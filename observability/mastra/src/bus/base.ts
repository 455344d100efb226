import type { DiagnosticLogger, ObservabilityEventBus } from '@mastra/core/observability';

export interface EventBusOptions {
  /** Events held for subscribers before the oldest are left out. @default 10_000 */
  readonly bufferSize?: number;
  /** Where a failing subscriber is reported. @default the console */
  readonly logger?: Pick<DiagnosticLogger, 'warn'>;
}

/**
 * In-process listeners for events. They hear events soon after `emit` has returned, each in its own turn: a slow or
 * throwing one hurts nobody. The buffer is bounded; what it had to leave out is counted in `missed`.
 *
 * @example
 * const bus = new BaseObservabilityEventBus<string>();
 * const stop = bus.subscribe(event => console.log(event));
 * bus.emit('hello');
 * await bus.flush();
 * stop();
 */
export class BaseObservabilityEventBus<TEvent> implements ObservabilityEventBus<TEvent> {
  readonly #subscribers = new Set<(event: TEvent) => void | Promise<void>>();
  readonly #bufferSize: number;
  readonly #logger: Pick<DiagnosticLogger, 'warn'>;
  #buffer: TEvent[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;
  #missed = 0;

  constructor(options: EventBusOptions = {}) {
    this.#bufferSize = options.bufferSize ?? 10_000;
    this.#logger = options.logger ?? console;
  }

  /** Events that no subscriber heard because the buffer was full. */
  get missed(): number {
    return this.#missed;
  }

  protected get hasSubscribers(): boolean {
    return this.#subscribers.size > 0;
  }

  emit(event: TEvent): void {
    if (this.#closed || this.#subscribers.size === 0) return;
    if (this.#buffer.length >= this.#bufferSize) {
      this.#missed++;
      return;
    }
    this.#buffer.push(event);
    this.#draining ??= Promise.resolve().then(() => this.#drain());
  }

  subscribe(handler: (event: TEvent) => void | Promise<void>): () => void {
    this.#subscribers.add(handler);
    return () => {
      this.#subscribers.delete(handler);
    };
  }

  async flush(): Promise<unknown> {
    return this.#settled();
  }

  async shutdown(): Promise<unknown> {
    await this.#settled();
    this.#closed = true;
    this.#subscribers.clear();
    return undefined;
  }

  async #settled(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#buffer.length > 0) {
      const events = this.#buffer;
      this.#buffer = [];
      const waiting: Promise<void>[] = [];
      for (const event of events) {
        for (const handler of this.#subscribers) {
          const pending = this.#call(handler, event);
          if (pending) waiting.push(pending);
        }
      }
      await Promise.all(waiting);
    }
    this.#draining = undefined;
  }

  #call(handler: (event: TEvent) => void | Promise<void>, event: TEvent): Promise<void> | undefined {
    try {
      const result = handler(event);
      return result instanceof Promise ? result.catch(error => this.#report(error)) : undefined;
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  #report(error: unknown): void {
    this.#logger.warn('[observability] a subscriber of the event bus failed:', error);
  }
}
