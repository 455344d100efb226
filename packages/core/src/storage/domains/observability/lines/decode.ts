import { MastraError } from '../../../../error/index.ts';
import type { ObservabilityEvent, Signal } from '../../../../observability/types/bus.ts';
import { payloadOf } from '../records/payload-of.ts';
import { untagged } from './exact.ts';
import { LINE_FIELDS } from './line-fields.ts';

const NEWLINE = 0x0a;

type Values = Record<string, unknown>;

/**
 * The events that `encodeLines` has written.
 *
 * @throws MastraError `OBSERVABILITY_STORAGE_LINES_INVALID` (a `bad_row`) for text that is something else, or cut off.
 */
export function decodeLines(signal: Signal, lines: Uint8Array): ObservabilityEvent[] {
  const reader = new LineReader(signal);
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end < 0) throw invalidLines(signal, reader.events.length, 'the last line has no end');
    reader.read(bytes.toString('utf8', from, end));
    from = end + 1;
  }
  return reader.events;
}

/** Makes events of lines, one line after the other. */
export class LineReader {
  readonly events: ObservabilityEvent[] = [];
  readonly #signal: Signal;
  readonly #definitions = { context: new Map<string, Values>(), series: new Map<string, Values>() };

  constructor(signal: Signal) {
    this.#signal = signal;
  }

  read(line: string): void {
    let values: Values;
    try {
      values = JSON.parse(line);
    } catch (error) {
      throw this.#invalid('it is no JSON', error);
    }
    if (typeof values !== 'object' || values === null) throw this.#invalid('it is no object');
    if (values.define === 'context' || values.define === 'series') {
      this.#definitions[values.define].set(String(values.key), values.as as Values);
      return;
    }
    const event = this.#event(values);
    if (!payloadOf(this.#signal, event)) throw this.#invalid(`it is no event of the signal ${this.#signal}`);
    this.events.push(event);
  }

  #event(values: Values): ObservabilityEvent {
    try {
      if (values.exact !== undefined) return untagged(values.exact) as ObservabilityEvent;
    } catch (error) {
      throw this.#invalid('its exact form cannot be read', error);
    }
    const signal = this.#signal;
    const payload: Values = { ...this.#defined('series', values.series) };
    for (const { name, source, kind, required } of LINE_FIELDS[signal]) {
      const value = values[name];
      if (value === undefined || value === null) {
        if (required) throw this.#invalid(`it is no event of the signal ${signal}`);
      } else payload[source] = kind === 'date' ? new Date(value as number) : value;
    }
    const context = this.#defined('context', values.context);
    if (signal !== 'tracing') {
      if (context) payload.correlationContext = context;
      return { type: signal, [signal]: payload } as unknown as ObservabilityEvent;
    }
    Object.assign(payload, context);
    payload.isRootSpan = values.isRootSpan ?? payload.parentSpanId === undefined;
    const event: Values = { type: values.event, exportedSpan: payload };
    if (values.event === 'span.error') event.error = payload.errorInfo;
    return event as unknown as ObservabilityEvent;
  }

  #defined(what: 'context' | 'series', key: unknown): Values | undefined {
    if (key === undefined || key === null) return undefined;
    const found = this.#definitions[what].get(String(key));
    if (!found) throw this.#invalid(`the ${what} ${JSON.stringify(key)} is not defined before it`);
    return found;
  }

  #invalid(what: string, cause?: unknown): MastraError {
    return invalidLines(this.#signal, this.events.length, what, cause);
  }
}

function invalidLines(signal: Signal, index: number, what: string, cause?: unknown): MastraError {
  return new MastraError({
    code: 'OBSERVABILITY_STORAGE_LINES_INVALID',
    domain: 'STORAGE',
    message: `Event ${index} of a batch of ${signal} lines cannot be read: ${what}. Give lines that encodeLines() has written, whole and unchanged.`,
    cause,
    details: { failure: 'bad_row', signal, index },
  });
}
