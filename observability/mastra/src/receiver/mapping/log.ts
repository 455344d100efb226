import type { LogEvent, LogLevel } from '@mastra/core/observability';
import { scalar, textOf, type WireLogRecord } from '../wire/types.ts';
import { jsonValueOf, shortened } from '../wire/values.ts';
import type { AttributeBag } from './attribute-bag.ts';
import { FIELD_LIMITS } from './bounds.ts';
import type { Occurrences } from './log-id.ts';
import type { ReceivedRecord } from './record.ts';

/** A log record as a log. Every record can be one. */
export function logEventOf(wire: WireLogRecord, record: ReceivedRecord, occurrences: Occurrences): LogEvent {
  const { bag, timestamp, traceId, spanId, eventName, correlation, uid } = record;
  const level = levelOf(wire);
  if (record.isMastra) dropCopiedException(bag);
  const message = messageOf(wire.body, eventName);
  const data = bag.isEmpty ? undefined : bag.rest;
  const metadata = { ...record.metadata, ...(eventName && { eventName: shortened(eventName, FIELD_LIMITS.name) }) };
  const content = [record.nanos, level, message, data, traceId, spanId, metadata, correlation];
  const logId = uid ?? occurrences.idOf(content);
  return {
    type: 'log',
    log: { logId, timestamp, level, message, data, traceId, spanId, metadata, correlationContext: correlation },
  };
}

/** Our own exporter says an error among the data a second time, in the words of the conventions. */
function dropCopiedException(bag: AttributeBag): void {
  if (!bag.has('error', 'err')) return;
  for (const name of ['exception.type', 'exception.message', 'exception.stacktrace']) bag.take(name);
}

/** Severity numbers come in groups of four: trace, debug, info, warn, error, fatal. */
const LEVELS: readonly LogLevel[] = ['debug', 'debug', 'info', 'warn', 'error', 'fatal'];

const LEVELS_BY_TEXT: readonly (readonly [RegExp, LogLevel])[] = [
  [/^(trace|debug|verbose)/i, 'debug'],
  [/^warn/i, 'warn'],
  [/^(error|severe)/i, 'error'],
  [/^(fatal|crit|alert|emerg|panic)/i, 'fatal'],
];

function levelOf({ severityNumber, severityText }: WireLogRecord): LogLevel {
  const number = Number(scalar(severityNumber, 'severityNumber'));
  if (number >= 1 && number <= 24) return LEVELS[Math.floor((number - 1) / 4)]!;
  const text = textOf(severityText) ?? '';
  return LEVELS_BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? 'info';
}

function messageOf(body: unknown, eventName: string | undefined): string {
  const value = body === undefined || body === null ? undefined : jsonValueOf(body);
  if (typeof value === 'string') return value;
  return value === undefined || value === null
    ? (eventName ?? '')
    : shortened(JSON.stringify(value), FIELD_LIMITS.text);
}
