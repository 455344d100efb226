import { parseOrThrow } from '@mastra/core/error';
import type {
  DeliveryOptions,
  DiagnosticLogger,
  ExporterHealth,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  ObservabilityEvent,
  ObservabilityExporter,
  Signal,
} from '@mastra/core/observability';
import { Delivery, type Destination } from '../delivery/delivery.ts';
import type { DeliveryFailure } from '../delivery/failure.ts';
import { resolveDelivery } from '../delivery/options.ts';
import type { QuarantinedEvent } from '../delivery/quarantine.ts';
import { deliverySchema } from '../delivery/schema.ts';

/**
 * An exporter with a bounded queue, batches, retries and a ledger of its own. A subclass says how a batch is sent, and
 * has a handler for each signal that it supports, which hands the event to `accept`.
 *
 * @example
 * class MyExporter extends QueuedExporter {
 *   readonly name = 'mine';
 *   readonly onLogEvent = (event: LogEvent) => this.accept('log', event);
 *   protected async send(signal: Signal, events: readonly ObservabilityEvent[]) { await post(signal, events); }
 * }
 */
export abstract class QueuedExporter implements ObservabilityExporter {
  abstract readonly name: string;
  protected logger: DiagnosticLogger = console;
  readonly #own: DeliveryOptions | undefined;
  #shared: DeliveryOptions | undefined;
  #delivery: Delivery | undefined;

  constructor(delivery?: DeliveryOptions) {
    this.#own =
      delivery &&
      parseOrThrow(deliverySchema, delivery, {
        code: 'EXPORTER_DELIVERY_INVALID',
        domain: 'EXPORTER',
        subject: 'What the exporter was told about delivery',
      });
  }

  /** Writes a batch, idempotently, or throws. */
  protected abstract send(signal: Signal, events: readonly ObservabilityEvent[]): Promise<void>;

  /** What a thrown error means for the batch. */
  protected classify(_error: unknown): DeliveryFailure {
    return 'unknown';
  }

  /** Values for options that neither the exporter's user nor the configuration gives. */
  protected get deliveryDefaults(): DeliveryOptions {
    return {};
  }

  init(options: InitExporterOptions): void | Promise<void> {
    this.logger = options.logger;
    this.#shared = options.delivery;
  }

  __setLogger(logger: DiagnosticLogger): void {
    this.logger = logger;
  }

  flush(options?: FlushOptions): Promise<FlushCounts> {
    return this.#queue().flush(options);
  }

  shutdown(options?: FlushOptions): Promise<FlushCounts> {
    return this.#queue().shutdown(options);
  }

  health(): ExporterHealth {
    return this.#queue().health();
  }

  /** Events that the destination refused for what they are. */
  quarantined(): readonly QuarantinedEvent[] {
    return this.#queue().quarantined();
  }

  /** Sends the quarantined events once more. */
  redrive(): void {
    this.#queue().redrive();
  }

  protected accept(signal: Signal, event: ObservabilityEvent): void {
    this.#queue().accept(signal, event);
  }

  #queue(): Delivery {
    if (!this.#delivery) {
      const destination: Destination = {
        name: this.name,
        send: (signal, events) => this.send(signal, events),
        classify: error => this.classify(error),
      };
      const options = resolveDelivery(this.#own, this.#shared, this.deliveryDefaults);
      this.#delivery = new Delivery(destination, { options, logger: this.logger });
    }
    return this.#delivery;
  }
}
