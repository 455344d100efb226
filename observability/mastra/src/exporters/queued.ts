import { MastraError } from '@mastra/core/error';
import type {
  AnyExportedSpan,
  DeliveryOptions,
  DiagnosticLogger,
  DrainOptions,
  ExporterHealth,
  FlushCounts,
  FlushOptions,
  InitExporterOptions,
  ObservabilityEvent,
  ObservabilityExporter,
  Signal,
  TracingEvent,
} from '@mastra/core/observability';
import { isolated, READS_ONLY } from '../bus/isolated.ts';
import { asOwnWork } from '../context/own-work.ts';
import { destinationFailure } from '../delivery/classify.ts';
import { Delivery } from '../delivery/delivery.ts';
import type { DeliveryFailure } from '../delivery/failure.ts';
import { messageOf } from '../delivery/message.ts';
import { resolveDelivery } from '../delivery/options.ts';
import type { QuarantinedEvent } from '../delivery/quarantine.ts';
import type { Destination, SendOptions } from '../delivery/sender.ts';
import { type ExporterOptions, type ParsedExporterOptions, parseExporterOptions } from './options.ts';
import { SpanSelection } from './span-selection.ts';

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
  readonly [READS_ONLY] = true;
  protected logger: DiagnosticLogger = console;
  readonly #own: ParsedExporterOptions;
  readonly #selection: SpanSelection | undefined;
  #shared: DeliveryOptions | undefined;
  #delivery: Delivery | undefined;
  #warnedOfFilter = false;

  /** @throws MastraError `EXPORTER_OPTIONS_INVALID` for options that are none. */
  constructor(options: ExporterOptions = {}) {
    this.#own = parseExporterOptions(options, new.target.name);
    const selection = new SpanSelection(this.#own.selection);
    this.#selection = selection.isEverything ? undefined : selection;
  }

  /**
   * Writes a batch, idempotently, or throws.
   *
   * @param options `signal` is aborted when the attempt has taken `attemptTimeoutMs`. The next attempt begins when this one
   * has ended, so hand it on to whatever waits.
   */
  protected abstract send(signal: Signal, events: readonly ObservabilityEvent[], options: SendOptions): Promise<void>;

  /** Writes the same events as the lines that `encodeLines` makes, where a destination takes them as they are. */
  protected sendLines?(signal: Signal, lines: Uint8Array, count: number, options: SendOptions): Promise<void>;

  /** What a thrown error means for the batch. */
  protected classify(error: unknown): DeliveryFailure {
    return destinationFailure(error);
  }

  /** Values for options that neither the exporter's user nor the configuration gives. */
  protected get deliveryDefaults(): DeliveryOptions {
    return {};
  }

  /**
   * `ended` for a destination that takes a span when it is over: the other events of its life do not reach `send`, and
   * the ledger counts them as filtered. Every event carries the whole span, so nothing is missed.
   *
   * @default 'all'
   */
  protected get spanEvents(): 'all' | 'ended' {
    return 'all';
  }

  /**
   * `arrival` for a destination that wants every event by itself and in the order in which they came, across signals:
   * `send` then gets batches of several signals. With `signal`, the events of a running span are joined into one, and each
   * signal is sent by itself.
   *
   * @default 'signal'
   */
  protected get order(): 'signal' | 'arrival' {
    return 'signal';
  }

  init(options: InitExporterOptions): void | Promise<void> {
    this.logger = options.logger;
    this.#shared = options.delivery;
    // What an earlier process left is not to wait for the first event of this one.
    if (this.#own.delivery.spool ?? options.delivery?.spool) this.#queue();
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

  /** Resolves when less than `belowBytes` is queued in memory; without a number, when nothing is. */
  drained(options?: DrainOptions): Promise<void> {
    return this.#queue().drained(options?.belowBytes);
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
    if (signal === 'tracing') this.#acceptSpan(event as TracingEvent);
    else this.#queue().accept(signal, event);
  }

  #acceptSpan(event: TracingEvent): void {
    let selected: TracingEvent | undefined = event;
    if (this.#selection) {
      try {
        selected = asOwnWork(() => this.#selection!.select(event));
      } catch (error) {
        this.#queue().leaveOut('tracing', 'processor_error');
        this.#warnOfFilter(error);
        return;
      }
    }
    if (!selected || (event.type !== 'span.ended' && this.spanEvents === 'ended')) {
      this.#queue().leaveOut('tracing', 'filtered');
    } else {
      this.#queue().accept('tracing', selected);
    }
  }

  #warnOfFilter(error: unknown): void {
    if (this.#warnedOfFilter) return;
    this.#warnedOfFilter = true;
    this.logger.warn(
      `[observability] the spanFilter of ${this.name} throws, so the span is left out and counted: ${messageOf(error)}`,
    );
  }

  #queue(): Delivery {
    if (!this.#delivery) {
      const destination: Destination = {
        name: this.name,
        order: this.order,
        send: (signal, events, options) => this.#format(signal, events, options),
        // A formatter needs the spans.
        ...(this.sendLines && !this.#own.format ? { sendLines: this.sendLines.bind(this) } : {}),
        classify: error => (error instanceof FormatterError ? 'rejected' : this.classify(error)),
      };
      const options = resolveDelivery(this.#own.delivery, this.#shared, this.deliveryDefaults);
      this.#delivery = new Delivery(destination, { options, logger: this.logger });
    }
    return this.#delivery;
  }

  async #format(signal: Signal, events: readonly ObservabilityEvent[], options: SendOptions): Promise<void> {
    const { format } = this.#own;
    if (!format) return this.send(signal, events, options);
    const formatted: ObservabilityEvent[] = [];
    for (const event of events) {
      const isSpan = 'exportedSpan' in event;
      formatted.push(isSpan ? { ...event, exportedSpan: await this.#formatted(event.exportedSpan, format) } : event);
    }
    return this.send(signal, formatted, options);
  }

  async #formatted(span: AnyExportedSpan, format: NonNullable<ExporterOptions['customSpanFormatter']>) {
    let answer: AnyExportedSpan;
    try {
      answer = await format(isolated(span));
    } catch (error) {
      throw new FormatterError(this.name, `threw: ${messageOf(error)}`, error);
    }
    if (answer?.id && answer.traceId) return answer;
    throw new FormatterError(
      this.name,
      `answered ${answer === undefined ? 'nothing' : 'no span'}; return the span, changed or not`,
    );
  }
}

/** The batch is split down to the span that the formatter cannot take, and the others are sent. */
class FormatterError extends MastraError {
  constructor(exporter: string, what: string, cause?: unknown) {
    super({
      code: 'EXPORTER_SPAN_FORMATTER_FAILED',
      domain: 'EXPORTER',
      message: `the customSpanFormatter of ${exporter} ${what}`,
      cause,
    });
  }
}
