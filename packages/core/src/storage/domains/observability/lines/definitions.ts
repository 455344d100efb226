import { createHash } from 'node:crypto';
import { CORRELATION_TEXT_FIELDS, type CorrelationContext } from '../../../../observability/types/correlation.ts';
import { fieldReader, refused } from '../records/check.ts';
import { RECORD_FIELDS, type RecordField } from '../records/fields.ts';

/** What rows of a batch share: a correlation context, or the name, type, unit and labels of a metric. */
export interface Definition {
  /** Made of the content: equal definitions have equal keys, in every batch and every process. */
  readonly key: string;
  /** A JSON object by the names of the record's fields, in their order, absent ones left out. */
  readonly json: string;
  /** Whether the object that it was made of can be made of it again. */
  readonly isExact: boolean;
}

type Values = Readonly<Record<string, unknown>>;

const isCorrelation = ({ name }: RecordField) =>
  name === 'tags' || (CORRELATION_TEXT_FIELDS as readonly string[]).includes(name);

export const CORRELATION_FIELDS = RECORD_FIELDS.log.filter(isCorrelation);
export const SERIES_FIELDS = RECORD_FIELDS.metric.filter(({ name }) =>
  ['name', 'metricType', 'unit', 'labels'].includes(name),
);

const correlationFields = CORRELATION_FIELDS.map(field => ({ ...field, read: fieldReader(field) }));
const seriesFields = SERIES_FIELDS.map(field => ({ ...field, read: fieldReader(field) }));

/** `undefined` for an object that no store takes. */
export function defineContext(of: CorrelationContext | object): Definition | undefined {
  return define(correlationFields, of as Values);
}

/** The same for what a metric shares with others of its series. */
export function defineSeries(of: object): Definition | undefined {
  return define(seriesFields, of as Values);
}

function define(fields: typeof correlationFields, of: Values): Definition | undefined {
  let json = '';
  let isExact = true;
  for (let i = 0; i < fields.length; i++) {
    const { name, required, kind, read } = fields[i]!;
    const given = of[name];
    if (given === undefined) {
      if (required) return undefined;
      continue;
    }
    const value = given === null ? undefined : read(given);
    if (value === refused || (value === undefined && required)) return undefined;
    if (value === undefined || (kind === 'text' && value !== given)) isExact = false;
    else if (kind !== 'text') isExact &&= isSame(given, value);
    if (value !== undefined) json += `${json === '' ? '{' : ','}"${name}":${stringify(kind, value)}`;
  }
  json = json === '' ? '{}' : `${json}}`;
  return { key: createHash('sha256').update(json).digest('base64url').slice(0, 12), json, isExact };
}

/** Labels in one order, whoever has named them. */
function stringify(kind: RecordField['kind'], value: unknown): string {
  if (kind !== 'labels') return JSON.stringify(value);
  const labels = value as Readonly<Record<string, string>>;
  return JSON.stringify(
    Object.fromEntries(
      Object.keys(labels)
        .sort()
        .map(name => [name, labels[name]]),
    ),
  );
}

/** Whether no text of the tags or labels had to be mended. */
function isSame(given: unknown, value: unknown): boolean {
  if (Array.isArray(given)) return given.every((text, i) => text === (value as unknown[])[i]);
  const labels = given as Values;
  return (
    !Object.hasOwn(labels, '__proto__') && Object.keys(labels).every(key => labels[key] === (value as Values)[key])
  );
}
