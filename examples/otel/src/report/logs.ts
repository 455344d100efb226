import { heading, type Paint, paint, table } from '@mastra/example-kit';
import type { Log, Received } from '../received.ts';

const COLOURS: Readonly<Record<string, Paint>> = { DEBUG: 'dim', INFO: 'green', WARN: 'yellow', ERROR: 'red' };

/** Log records with the span that each was written in; scores and feedback are records too, with an event's name. */
export function logReport({ logs, spans }: Pick<Received, 'logs' | 'spans'>): string {
  const names = new Map(spans.map(span => [`${span.traceId}/${span.spanId}`, span.name]));
  const rows = logs
    .toSorted((a, b) => a.timeUnixNano - b.timeUnixNano)
    .map(log => [
      paint(COLOURS[log.severityText] ?? 'dim', log.severityText),
      log.eventName ? paint('blue', log.eventName) : paint('dim', 'log'),
      String(log.body),
      paint('dim', placeOf(log, names)),
    ]);
  return `${heading('Logs, scores and feedback', `${logs.length} records`)}\n${table(rows)}`;
}

function placeOf({ traceId, spanId }: Log, names: ReadonlyMap<string, string>): string {
  if (!traceId) return '';
  return names.get(`${traceId}/${spanId}`) ?? `trace ${traceId.slice(0, 8)}`;
}
