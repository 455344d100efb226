import type { ObservabilityEvent, Signal } from '../../../../observability/types/bus.ts';

/** What an event of a signal carries: an exported span, log, …; `undefined` for what is no event of the signal. */
export function payloadOf(signal: Signal, event: ObservabilityEvent | undefined): object | undefined {
  const payload = carried(signal, event as Readonly<Record<string, unknown>> | undefined);
  return typeof payload === 'object' && payload !== null ? payload : undefined;
}

function carried(signal: Signal, event: Readonly<Record<string, unknown>> | undefined | null): unknown {
  if (signal !== 'tracing') return event?.type === signal ? event[signal] : undefined;
  switch (event?.type) {
    case 'span.started':
    case 'span.updated':
    case 'span.ended':
    case 'span.error':
      return event.exportedSpan;
    default:
      return undefined;
  }
}
