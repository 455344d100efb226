import { MastraError } from '../../../../error/index.ts';
import { CORRELATION_TEXT_FIELDS } from '../../../../observability/types/correlation.ts';

/** The signals that can be aggregated. */
export type AggregatedSignal = 'metric' | 'score' | 'feedback';

/** What `groupBy` and `distinctColumn` name: a field of the record, or a label of a measurement. */
export interface Dimension {
  readonly kind: 'field' | 'label';
  readonly name: string;
}

const common = ['traceId', 'spanId', ...CORRELATION_TEXT_FIELDS];

/**
 * The fields that `groupBy` and `distinctColumn` take. For metrics every other name is a label's. A feedback's `value`
 * is grouped by its text; a number's text is JavaScript's (`1`, `0.5`, `1e+21`).
 */
export const DIMENSION_FIELDS: Readonly<Record<AggregatedSignal, readonly string[]>> = {
  metric: ['name', ...common],
  score: ['scorerId', 'scorerVersion', ...common],
  feedback: ['feedbackType', 'feedbackSource', 'feedbackUserId', 'messageId', 'value', ...common],
};

/** @throws MastraError for a name that is neither a field nor, for metrics, a label. */
export function resolveDimension(signal: AggregatedSignal, name: string): Dimension {
  if (DIMENSION_FIELDS[signal].includes(name)) return { kind: 'field', name };
  if (signal === 'metric') return { kind: 'label', name };
  throw new MastraError({
    code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
    domain: 'STORAGE',
    message: `${JSON.stringify(name)} is nothing that a ${signal} can be grouped or counted by. Give one of ${DIMENSION_FIELDS[signal].join(', ')}.`,
    details: { name, signal },
  });
}
