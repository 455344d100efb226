import { parseOrThrow } from '@mastra/core/error';
import { type AnyExportedSpan, type DeliveryOptions, SPAN_TYPES, type SpanType } from '@mastra/core/observability';
import { z } from 'zod';
import { deliverySchema } from '../delivery/schema.ts';
import { checkOptionNames } from './option-names.ts';
import type { SpanSelectionOptions } from './span-selection.ts';

/** What every exporter with a queue may be told, beside what its destination needs. */
export interface ExporterOptions extends DeliveryOptions, SpanSelectionOptions {
  /**
   * Changes a span for this destination only: another name, fewer attributes, an output in words. Called for every batch
   * that the span is in, so again after a failed attempt; it never changes a metric, nor what other exporters get. A
   * formatter that throws sends the span to quarantine, never out unchanged.
   *
   * @example
   * new OtelExporter({ customSpanFormatter: span => ({ ...span, name: `${span.serviceName}: ${span.name}` }) });
   */
  readonly customSpanFormatter?: (span: AnyExportedSpan) => AnyExportedSpan | Promise<AnyExportedSpan>;
}

const fn = <T>() => z.custom<T>(value => typeof value === 'function', { error: 'expected a function' });

const schema = deliverySchema.extend({
  excludeSpanTypes: z.array(z.enum(SPAN_TYPES)).optional(),
  spanFilter: fn<(span: AnyExportedSpan) => boolean>().optional(),
  customSpanFormatter: fn<NonNullable<ExporterOptions['customSpanFormatter']>>().optional(),
});

/** The options in the hands of those who use them. */
export interface ParsedExporterOptions {
  readonly delivery: DeliveryOptions;
  readonly selection: {
    readonly excludeSpanTypes?: readonly SpanType[];
    readonly spanFilter?: SpanSelectionOptions['spanFilter'];
  };
  readonly format: ExporterOptions['customSpanFormatter'];
}

/** The names of the options that every exporter with a queue has. */
export const EXPORTER_OPTION_NAMES: readonly string[] = Object.keys(schema.shape);

/** Checks what a user told an exporter. An unknown key or a wrong value throws one error that names all of them. */
export function parseExporterOptions(given: ExporterOptions, exporter: string): ParsedExporterOptions {
  checkOptionNames(exporter, given, [], EXPORTER_OPTION_NAMES);
  const { excludeSpanTypes, spanFilter, customSpanFormatter, ...delivery } = parseOrThrow(schema, given, {
    code: 'EXPORTER_OPTIONS_INVALID',
    domain: 'EXPORTER',
    subject: `What ${exporter} was told`,
  });
  return { delivery, selection: { excludeSpanTypes, spanFilter }, format: customSpanFormatter };
}
