import type { ObservabilityExporter, Signal } from '@mastra/core/observability';
import type { ExporterOptions } from '@mastra/observability';
import type { FakeDestination } from './destination.ts';

/** What the suite has to know of an exporter. */
export interface ExporterHarness<D extends FakeDestination = FakeDestination> {
  readonly name: string;
  /** The signals that the destination takes: the exporter has handlers for these and for no others. */
  readonly signals: readonly Signal[];
  /** Starts a stand-in for the destination. */
  start(): Promise<D>;
  /** The exporter, aimed at the stand-in, with payloads switched on where they are a choice. */
  create(destination: D, options: ExporterOptions): ObservabilityExporter;
  /** The credentials that `create` gives: no message may ever repeat one. */
  readonly secrets: readonly string[];
  /** Calls the constructor with an option that does not exist. */
  createWithUnknownOption(destination: D): ObservabilityExporter;
  /** `false` where the protocol has no way to refuse a single record, so that the poison test makes no sense. @default true */
  readonly refusesRecords?: boolean;
  /** `false` where the destination has no error message on a span. @default true */
  readonly keepsErrorMessages?: boolean;
}
