import type { ObservabilityEvent } from './bus.ts';

/**
 * Sees every event once, before any queue, disk or exporter. It answers the event, a changed copy, or `undefined` to
 * leave it out. An event whose processor throws is dropped and counted, never exported raw.
 *
 * @example
 * const noDebugLogs: SignalProcessor = {
 *   name: 'no-debug-logs',
 *   process: event => (event.type === 'log' && event.log.level === 'debug' ? undefined : event),
 * };
 */
export interface SignalProcessor {
  readonly name: string;
  process(event: ObservabilityEvent): ObservabilityEvent | undefined;
  shutdown?(): void | Promise<void>;
}
