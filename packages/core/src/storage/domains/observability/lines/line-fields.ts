import type { Signal } from '../../../../observability/types/bus.ts';
import type { CorrelationContext } from '../../../../observability/types/correlation.ts';
import type { ExportedFeedback } from '../../../../observability/types/feedback.ts';
import type { ExportedLog } from '../../../../observability/types/logging.ts';
import type { ExportedMetric } from '../../../../observability/types/metrics.ts';
import type { ExportedScore } from '../../../../observability/types/scores.ts';
import type { AnyExportedSpan } from '../../../../observability/types/tracing.ts';
import { type FieldReader, fieldReader } from '../records/check.ts';
import { RECORD_FIELDS, type RecordField } from '../records/fields.ts';
import type { EventRecords } from '../records/record-of.ts';
import { CORRELATION_FIELDS, SERIES_FIELDS } from './definitions.ts';

/** What a line says of a record by itself, rather than by a definition that it shares with others. */
export interface LineField extends RecordField {
  /** The name in the event. */
  readonly source: string;
  /** What stands before the value in a line. */
  readonly prefix: string;
  readonly read: FieldReader;
}

/** Where a span has a field by another name than its record; `null` for what only the event has. */
const spanNames = {
  id: 'spanId',
  type: 'spanType',
  startTime: 'startedAt',
  endTime: 'endedAt',
  errorInfo: 'error',
  isRootSpan: null,
} as const;

/** The compiler refuses a field of an event that no record has: lines would lose it. */
type Unwritten<Event, S extends Signal> = Exclude<
  keyof Event,
  keyof EventRecords[S] | keyof CorrelationContext | 'correlationContext'
>;
const unwritten: readonly (
  | Exclude<Unwritten<AnyExportedSpan, 'tracing'>, keyof typeof spanNames>
  | Unwritten<ExportedLog, 'log'>
  | Unwritten<ExportedMetric, 'metric'>
  | Unwritten<ExportedScore, 'score'>
  | Unwritten<ExportedFeedback, 'feedback'>
)[] = [] satisfies never[];

const sources = new Map<string, string>(
  Object.entries(spanNames).flatMap(([source, name]) => (name === null ? [] : [[name, source]])),
);

function lineFields(signal: Signal): readonly LineField[] {
  const shared = new Set(
    [...CORRELATION_FIELDS, ...(signal === 'metric' ? SERIES_FIELDS : [])].map(({ name }) => name).concat(unwritten),
  );
  return RECORD_FIELDS[signal]
    .filter(({ name }) => !shared.has(name))
    .map(({ name, kind, required, values, mayBeEmpty }, i) => {
      const field = { name, kind, required, values, mayBeEmpty };
      const source = (signal === 'tracing' && sources.get(name)) || name;
      return { ...field, source, prefix: `${i === 0 ? '{' : ','}"${name}":`, read: fieldReader(field) };
    });
}

/** The fields of each signal's lines, the key first. */
export const LINE_FIELDS: Readonly<Record<Signal, readonly LineField[]>> = {
  tracing: lineFields('tracing'),
  log: lineFields('log'),
  metric: lineFields('metric'),
  score: lineFields('score'),
  feedback: lineFields('feedback'),
};
