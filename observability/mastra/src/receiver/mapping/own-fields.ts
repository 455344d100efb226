import { SPAN_END_REASONS, type SpanEndReason } from '@mastra/core/observability';
import { setField } from '../wire/values.ts';
import type { AttributeBag } from './attribute-bag.ts';

/** What an `OtelExporter` of ours writes under names of its own, because the conventions have none. */
export interface OwnFields {
  readonly input: unknown;
  readonly output: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly endReason: SpanEndReason | undefined;
  readonly name: string | undefined;
  readonly isEvent: boolean;
  /** What an error says beyond an exception. */
  readonly error: unknown;
}

export function ownFields(bag: AttributeBag): OwnFields {
  const endReason = bag.text('mastra.span.end_reason');
  const name = bag.take('mastra.span.name');
  return {
    name: typeof name === 'string' ? name : undefined,
    isEvent: bag.boolean('mastra.span.is_event') ?? false,
    error: bag.take('mastra.error'),
    input: bag.content('mastra.input'),
    output: bag.content('mastra.output'),
    attributes: camelCased(bag.under('mastra.attributes.')),
    metadata: bag.under('mastra.metadata.') ?? {},
    endReason: SPAN_END_REASONS.find(reason => reason === endReason),
  };
}

/** `step_index` as `stepIndex`. */
export function camelCased(entries: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> {
  const named: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entries ?? {})) {
    setField(
      named,
      key.replace(/(?<!_)_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    );
  }
  return named;
}
