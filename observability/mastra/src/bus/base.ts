import type { DiagnosticLogger, FlushOptions, ObservabilityEventBus } from '@mastra/core/observability';
import { systemClock } from '../clock.ts';
import { asOwnWork } from '../context/own-work.ts';
import { withTimeout } from '../delivery/timeout.ts';
import { Subscriber } from './subscriber.ts';

export interface EventBusOptions {
  /** Events held for each subscriber before the oldest are left out. @default 10_000 */
  readonly bufferSize?: number;
  /** Where a failing or slow subscriber is reported. @default the console */
  readonly logger?: Pick<DiagnosticLogger, 'warn'>;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * In-process listeners for events. They hear events soon after `emit` has returned, each in its own turn: a slow, hanging or
 * throwing one hurts nobody. Each has a bounded buffer; the oldest events that it has no room for are counted in `missed`.
 *
 * @example
 * const bus = new BaseObservabilityEventBus<string>();
 * const stop = bus.subscribe(event => console.log(event));
 * bus.emit('hello');
 * await bus.flush();
 * stop();
 */
export class BaseObservabilityEventBus<TEvent> implements ObservabilityEventBus<TEvent> {
  readonly #subscribers = new Set<Subscriber<TEvent>>();
  readonly #bufferSize: number;
  readonly #logger: Pick<DiagnosticLogger, 'warn'>;
  #closed = false;
  #missedByFormer = 0;
  #afterShutdown = 0;

  constructor(options: EventBusOptions = {}) {
    this.#bufferSize = options.bufferSize ?? 10_000;
    this.#logger = options.logger ?? console;
  }

  /** Events that a subscriber did not hear because its buffer was full or the bus had been shut down, over all subscribers. */
  get missed(): number {
    let missed = this.#missedByFormer + this.#afterShutdown;
    for (const subscriber of this.#subscribers) missed += subscriber.missed;
    return missed;
  }

  protected get hasSubscribers(): boolean {
    return this.#subscribers.size > 0;
  }

  emit(event: TEvent): void {
    if (this.#closed) this.#afterShutdown++;
    else for (const subscriber of this.#subscribers) subscriber.push(event);
  }

  subscribe(handler: (event: TEvent) => void | Promise<void>): () => void {
    // What a subscriber logs must not become an event that it hears again.
    const subscriber = new Subscriber<TEvent>(event => asOwnWork(() => handler(event)), this.#bufferSize, this.#logger);
    this.#subscribers.add(subscriber);
    return () => {
      if (this.#subscribers.delete(subscriber)) this.#missedByFormer += subscriber.missed;
      subscriber.close();
    };
  }

  /** Resolves when every subscriber has finished with all that was emitted before the call, or after `timeoutMs` (30 s). */
  async flush(options: FlushOptions = {}): Promise<unknown> {
    const idle = Promise.all([...this.#subscribers].map(subscriber => subscriber.idle()));
    await withTimeout(idle, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    return undefined;
  }

  async shutdown(options: FlushOptions = {}): Promise<unknown> {
    const deadline = systemClock.monotonic() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    await BaseObservabilityEventBus.prototype.flush.call(this, { timeoutMs: deadline - systemClock.monotonic() });
    this.#closed = true;
    for (const subscriber of this.#subscribers) this.#missedByFormer += subscriber.missed;
    for (const subscriber of this.#subscribers) subscriber.close();
    this.#subscribers.clear();
    return undefined;
  }
}
