import type { ObservabilityEvent, Signal } from '@mastra/core/observability';
import type { Priority } from './priority.ts';

/** A copy of an event on the disk, needed until something newer is there or the event is settled. */
export interface DiskCopy {
  /** Nobody needs it any more. */
  release(): void;
}

/** What waits in the queue: the latest event of one thing, and how many events of the ledger it stands for. */
export class QueuedEvent {
  readonly signal: Signal;
  readonly event: ObservabilityEvent;
  /** Events of the ledger that arrive, or do not, together with this one. */
  readonly weight: number;
  /** Estimated bytes of memory. */
  readonly bytes: number;
  readonly priority: Priority;
  /** When it was accepted, or the first of those it stands for, by the monotonic clock. */
  readonly acceptedAt: number;
  /** Whether it is on the disk and counted there. */
  isSpooled = false;
  /** A record on the disk of its own. */
  copy: DiskCopy | undefined;

  constructor(
    signal: Signal,
    event: ObservabilityEvent,
    weight: number,
    bytes: number,
    priority: Priority,
    acceptedAt: number,
    copy: DiskCopy | undefined,
  ) {
    this.signal = signal;
    this.event = event;
    this.weight = weight;
    this.bytes = bytes;
    this.priority = priority;
    this.acceptedAt = acceptedAt;
    this.copy = copy;
  }
}
