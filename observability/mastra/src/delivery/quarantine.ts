import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import { Fifo } from './fifo.ts';
import type { QueuedEvent } from './queued-event.ts';

/** Why an event was refused, and when. */
export interface Refusal {
  readonly reason: string;
  readonly at: Date;
}

export interface RefusedEvent {
  readonly event: QueuedEvent;
  readonly refusal: Refusal;
}

/** An event that its destination refused for what it is. */
export interface QuarantinedEvent extends Refusal {
  readonly signal: Signal;
  readonly event: ObservabilityEvent;
}

const MAX_EVENTS = 1000;
const MAX_BYTES = 16 * 1024 * 1024;

/** Holds refused events in memory, to be looked at and sent again. Bounded: past that the oldest are given up. */
export class Quarantine {
  readonly #entries = new Fifo<RefusedEvent>();
  readonly #held = new Set<QueuedEvent>();
  #bytes = 0;

  holds(event: QueuedEvent): boolean {
    return this.#held.has(event);
  }

  /** Answers what had to go for it. */
  add(event: QueuedEvent, refusal: Refusal): readonly QueuedEvent[] {
    this.#entries.push({ event, refusal });
    this.#held.add(event);
    this.#bytes += event.bytes;
    const forgotten: QueuedEvent[] = [];
    while (this.#entries.length > MAX_EVENTS || (this.#bytes > MAX_BYTES && this.#entries.length > 1)) {
      forgotten.push(this.#take()!);
    }
    return forgotten;
  }

  list(): readonly QuarantinedEvent[] {
    return Array.from({ length: this.#entries.length }, (_, i) => {
      const { event, refusal } = this.#entries.at(i)!;
      return { signal: event.signal, event: event.event, ...refusal };
    });
  }

  /** Takes everything out. */
  drain(): readonly QueuedEvent[] {
    const all: QueuedEvent[] = [];
    for (let event = this.#take(); event; event = this.#take()) all.push(event);
    return all;
  }

  #take(): QueuedEvent | undefined {
    const entry = this.#entries.shift();
    if (!entry) return undefined;
    this.#held.delete(entry.event);
    this.#bytes -= entry.event.bytes;
    return entry.event;
  }
}
