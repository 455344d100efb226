import type { ObservabilityEvent, Signal } from '../../../../observability/types/bus.ts';
import { refused } from '../records/check.ts';
import type { RecordField } from '../records/fields.ts';
import { payloadOf } from '../records/payload-of.ts';
import { type Definition, defineContext, defineSeries } from './definitions.ts';
import { isPlainJson, tagged } from './exact.ts';
import { LINE_FIELDS, type LineField } from './line-fields.ts';
import { TextBuffer } from './text-buffer.ts';

type Values = Readonly<Record<string, unknown>>;

/** What was written, with what a store needs to know to load it. */
export interface WrittenLines {
  readonly lines: Uint8Array;
  /** The length of the longest line in bytes, or somewhat more. */
  readonly longest: number;
  /** The fields that at least one of the lines has by itself. */
  readonly fields: ReadonlySet<string>;
  /** JSON objects by key: the contexts and the series that the lines refer to. */
  readonly contexts: ReadonlyMap<string, string>;
  readonly series: ReadonlyMap<string, string>;
}

export interface LineWriterOptions {
  /** Whether events can be made of the lines again, whatever they hold. */
  readonly exact: boolean;
  /** Fields that are left out. */
  readonly omit?: readonly string[];
}

/**
 * Writes lines of one signal, straight from events or from prepared rows. A line is the record as one JSON object. What
 * many records share is defined once, by a line of its own before the first that needs it.
 */
export class LineWriter {
  readonly #signal: Signal;
  readonly #fields: readonly LineField[];
  /** Whether events can be made of the lines again, whatever they hold. */
  readonly #isExact: boolean;
  readonly #text = new TextBuffer();
  #longest = 0;
  readonly #written: boolean[];
  readonly #contexts = new Map<string, string>();
  readonly #series = new Map<string, string>();
  readonly #knownContexts = new Map<object, Definition>();
  readonly #knownSeries = new Map<object, (Definition & { readonly of: Values })[]>();
  #lastSpan: Values | undefined;
  #lastContext: Definition | undefined;
  /** Whether the event that is written can be made of its line again. */
  #isSame = true;

  constructor(signal: Signal, { exact, omit = [] }: LineWriterOptions) {
    this.#signal = signal;
    this.#fields = LINE_FIELDS[signal].filter(({ name }) => !omit.includes(name));
    this.#isExact = exact;
    this.#written = this.#fields.map(() => false);
  }

  /** Writes the line of an event, or answers `false` for one that no store takes. Throws for what JSON cannot hold. */
  addEvent(event: ObservabilityEvent): boolean {
    const payload = payloadOf(this.#signal, event) as Values | undefined;
    if (payload === undefined) return false;
    this.#isSame = true;
    const line = this.#line(payload, event);
    if (line === undefined) return false;
    this.#end(line, event);
    return true;
  }

  /** Writes an event of which no record can be made, so that it can be read back all the same. */
  addUnstorable(event: ObservabilityEvent): void {
    this.#write(`{"exact":${JSON.stringify(tagged(event))}}\n`);
  }

  /** Writes the line of a row that `prepareRecords` has made. */
  addRow(row: object): void {
    const values = row as Values;
    let line = '';
    for (let i = 0; i < this.#fields.length; i++) {
      const { name, kind, prefix } = this.#fields[i]!;
      const value = values[name];
      if (value === undefined || value === null) continue;
      this.#written[i] = true;
      line += prefix + textOf(kind, value);
    }
    line += this.#references(defineContext(row), this.#signal === 'metric' ? defineSeries(row) : undefined);
    this.#write(`${line}}\n`);
  }

  finish(): WrittenLines {
    return {
      lines: this.#text.bytes(),
      longest: this.#longest,
      fields: new Set(this.#fields.filter((_, i) => this.#written[i]).map(({ name }) => name)),
      contexts: this.#contexts,
      series: this.#series,
    };
  }

  #line(payload: Values, event: ObservabilityEvent): string | undefined {
    const series = this.#signal === 'metric' ? this.#seriesOf(payload) : undefined;
    if (this.#signal === 'metric' && series === undefined) return undefined;
    const context = this.#signal === 'tracing' ? this.#contextOfSpan(payload) : this.#contextOf(payload);
    if (context === undefined) return undefined;
    let line = '';
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i]!;
      const given = payload[field.source];
      if (given === undefined) {
        if (field.required) return undefined;
        continue;
      }
      const value = given === null ? undefined : field.read(given);
      if (value === refused || (value === undefined && field.required)) return undefined;
      if (this.#isExact) this.#isSame &&= isSame(field.kind, given, value);
      if (value === undefined) continue;
      this.#written[i] = true;
      line += field.prefix + textOf(field.kind, value);
    }
    if (this.#signal === 'tracing') line += this.#spanOnly(payload, event);
    return line + this.#references(context === NONE ? undefined : context, series);
  }

  /** What a span's record has by default, and what only its event says. */
  #spanOnly(span: Values, event: ObservabilityEvent): string {
    let text = '';
    if (span.isEvent === undefined || span.isEvent === null) {
      this.#markWritten('isEvent');
      this.#isSame = false;
      text += ',"isEvent":false';
    } else if (span.isEvent === true && (span.endTime === undefined || span.endTime === null)) {
      this.#markWritten('endedAt');
      this.#isSame = false;
      text += `,"endedAt":${(span.startTime as Date).getTime()}`;
    }
    if (!this.#isExact) return text;
    if (span.isRootSpan !== (span.parentSpanId === undefined)) {
      if (typeof span.isRootSpan === 'boolean') text += `,"isRootSpan":${span.isRootSpan}`;
      else this.#isSame = false;
    }
    if (event.type === 'span.error' && event.error !== span.errorInfo) this.#isSame = false;
    return `${text},"event":"${event.type}"`;
  }

  #markWritten(name: string): void {
    this.#written[this.#fields.findIndex(field => field.name === name)] = true;
  }

  #references(context: Definition | undefined, series: Definition | undefined): string {
    let text = '';
    if (series) {
      this.#define('series', series, this.#series);
      text += `,"series":"${series.key}"`;
    }
    if (context) {
      this.#define('context', context, this.#contexts);
      text += `,"context":"${context.key}"`;
    }
    return text;
  }

  #define(what: 'series' | 'context', { key, json }: Definition, known: Map<string, string>): void {
    if (known.has(key)) return;
    known.set(key, json);
    this.#write(`{"define":"${what}","key":"${key}","as":${json}}\n`);
  }

  #end(line: string, event: ObservabilityEvent): void {
    if (this.#isExact && !this.#isSame) this.#write(`${line},"exact":${JSON.stringify(tagged(event))}}\n`);
    else this.#write(`${line}}\n`);
  }

  #write(line: string): void {
    const from = this.#text.length;
    this.#text.write(line);
    const length = this.#text.length - from;
    if (length > this.#longest) this.#longest = length;
  }

  /** Signals of one span share one object. */
  #contextOf({ correlationContext: given }: Values): Definition | undefined {
    if (given === undefined || given === null) {
      if (given === null) this.#isSame = false;
      return NONE;
    }
    if (typeof given !== 'object') return undefined;
    const known = this.#knownContexts.get(given);
    const context = known ?? defineContext(given);
    if (context && !known) this.#knownContexts.set(given, context);
    this.#isSame &&= context?.isExact ?? false;
    return context;
  }

  /** Spans carry the fields themselves: those of neighbours are often the same. */
  #contextOfSpan(span: Values): Definition | undefined {
    const last = this.#lastSpan;
    const isLast = last !== undefined && hasSameContext(last, span);
    const context = isLast ? this.#lastContext : defineContext(span);
    this.#lastSpan = span;
    this.#lastContext = context;
    this.#isSame &&= context?.isExact ?? false;
    return context?.json === '{}' ? NONE : context;
  }

  #seriesOf(metric: Values): Definition | undefined {
    const { labels, name, metricType, unit } = metric;
    if (typeof labels !== 'object' || labels === null) return undefined;
    const known = this.#knownSeries.get(labels);
    const found = known?.find(({ of }) => of.name === name && of.metricType === metricType && of.unit === unit);
    if (found) {
      this.#isSame &&= found.isExact;
      return found;
    }
    const series = defineSeries(metric);
    if (!series) return undefined;
    this.#isSame &&= series.isExact;
    const entry = { ...series, of: metric };
    if (known) known.push(entry);
    else this.#knownSeries.set(labels, [entry]);
    return entry;
  }
}

/** The context of a record that has none. */
const NONE: Definition = { key: '', json: '{}', isExact: true };

const contextNames = [
  'runId',
  'entityId',
  'entityName',
  'entityType',
  'parentEntityId',
  'parentEntityName',
  'parentEntityType',
  'rootEntityId',
  'rootEntityName',
  'rootEntityType',
  'userId',
  'organizationId',
  'resourceId',
  'sessionId',
  'threadId',
  'requestId',
  'environment',
  'serviceName',
  'source',
  'experimentId',
  'tags',
] as const;

function hasSameContext(a: Values, b: Values): boolean {
  for (let i = 0; i < contextNames.length; i++) {
    const name = contextNames[i]!;
    if (a[name] !== b[name]) return false;
  }
  return true;
}

function isSame(kind: RecordField['kind'], given: unknown, value: unknown): boolean {
  switch (kind) {
    case 'date':
      return given !== null;
    case 'json':
    case 'object':
      return value !== undefined && isPlainJson(given);
    case 'tags':
    case 'labels':
      return false;
    default:
      return Object.is(given, value);
  }
}

/** The value of a row as JSON. */
function textOf(kind: RecordField['kind'], value: unknown): string {
  switch (kind) {
    case 'json':
    case 'object':
      return value as string;
    case 'date':
    case 'number':
    case 'flag':
      return String(value);
    default:
      return JSON.stringify(value);
  }
}
