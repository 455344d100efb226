import { type DropReason, SIGNALS, type Signal, type TracingEvent } from '@mastra/core/observability';
import { Lane, type LaneLimits } from './lane.ts';
import { isDrop, Ledger, type Place } from './ledger.ts';
import type { LossReport } from './loss-report.ts';
import { PRIORITIES, Priority } from './priority.ts';
import { Quarantine, type Refusal, type RefusedEvent } from './quarantine.ts';
import type { DiskCopy, QueuedEvent } from './queued-event.ts';
import { noWeights, type Segment, type Weights } from './segment.ts';

export interface QueueLimits extends LaneLimits {
  readonly maxQueueEvents: number;
  readonly maxQueueBytes: number;
}

/** What became of the events of a segment that was sent. */
export interface Outcome {
  readonly delivered: readonly QueuedEvent[];
  readonly refused: readonly RefusedEvent[];
  /** Not decided: to be sent again. */
  readonly remaining: readonly QueuedEvent[];
}

/**
 * All that one destination has been offered and has not got yet: the one owner of its ledger and of its memory. Every
 * method moves events from one place to another, and does nothing else.
 */
export class Queue {
  readonly ledger = new Ledger();
  readonly quarantine = new Quarantine();
  /** One for each signal, or one for all. */
  readonly lanes: readonly Lane[];
  readonly limits: QueueLimits;
  readonly #laneOf: Readonly<Record<Signal, Lane>>;
  readonly #losses: LossReport;
  #events = 0;
  #bytes = 0;
  #waiters: { readonly isReached: () => boolean; readonly resolve: () => void }[] = [];

  constructor(limits: QueueLimits, order: 'signal' | 'arrival', losses: LossReport) {
    this.limits = limits;
    this.#losses = losses;
    const shared = order === 'arrival' ? new Lane(limits) : undefined;
    const lanes = SIGNALS.map(signal => [signal, shared ?? new Lane(limits)] as const);
    this.#laneOf = Object.fromEntries(lanes) as Record<Signal, Lane>;
    this.lanes = shared ? [shared] : SIGNALS.map(signal => this.#laneOf[signal]);
  }

  /** Events in memory. */
  get events(): number {
    return this.#events;
  }

  /** Estimated bytes of the events in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  laneOf(signal: Signal): Lane {
    return this.#laneOf[signal];
  }

  /** Whether memory has room for an event, which takes the place of another where one is given. */
  hasRoomFor(bytes: number, instead?: QueuedEvent): boolean {
    const { maxQueueEvents, maxQueueBytes } = this.limits;
    return instead === undefined
      ? this.#events < maxQueueEvents && this.#bytes + bytes <= maxQueueBytes
      : this.#bytes - instead.bytes + bytes <= maxQueueBytes;
  }

  /** Whether less than this part of the memory is in use. */
  isBelow(part: number): boolean {
    const { maxQueueEvents, maxQueueBytes } = this.limits;
    return this.#events < maxQueueEvents * part && this.#bytes < maxQueueBytes * part;
  }

  /** Counts events that are not taken in. */
  turnAway(signal: Signal, to: 'filtered' | DropReason, events = 1): void {
    this.#move(signal, 'offered', to, events);
  }

  /** Takes an event in. The caller has made room for it. */
  add(event: QueuedEvent, from: Place = 'offered'): void {
    this.ledger.move(event.signal, from, 'queued', event.weight);
    this.#hold(event);
    this.#laneOf[event.signal].push(event);
  }

  /** Takes in an event of a span that may be held: it stands for what is held, and is held in its place until it has ended. */
  addSpan(event: QueuedEvent, held: QueuedEvent | undefined): void {
    const lane = this.#laneOf.tracing;
    const { type, exportedSpan } = event.event as TracingEvent;
    this.ledger.move('tracing', 'offered', 'queued', 1);
    if (held?.isSpooled) this.ledger.move('tracing', 'spooled', 'queued', held.weight);
    this.#hold(event);
    if (held) this.#letGo(held);
    if (type === 'span.ended') {
      if (held) lane.running.delete(held);
      lane.push(event);
      return;
    }
    const other = lane.running.hold(exportedSpan, event);
    if (other) this.#promote(lane, other);
    if (!held) lane.began();
  }

  /** Lets the running spans go whose window began at this time or earlier. */
  releaseRunning(lane: Lane, acceptedUpTo: number): void {
    for (let one = lane.running.oldest(); one && one.acceptedAt <= acceptedUpTo; one = lane.running.oldest()) {
      lane.running.delete(one);
      this.#promote(lane, one);
    }
  }

  /** Gives up the oldest event of the lowest priority below this one. Answers whether there was one. */
  evictBelow(priority: Priority, reason: DropReason): boolean {
    for (const candidate of PRIORITIES) {
      if (candidate >= priority) return false;
      for (const lane of this.lanes) {
        const evicted = evictFrom(lane, candidate);
        if (evicted === undefined) continue;
        this.#leave(evicted, reason);
        return true;
      }
    }
    return false;
  }

  /** Events are on the disk now, and counted there. What was there of them before is needed no more. */
  spooled(events: readonly QueuedEvent[]): void {
    for (const event of events) {
      event.copy?.release();
      event.copy = undefined;
      if (event.isSpooled) continue;
      event.isSpooled = true;
      this.ledger.move(event.signal, 'queued', 'spooled', event.weight);
    }
  }

  /** An event that is held is on the disk now, in a place of its own. */
  spooledAlone(event: QueuedEvent, copy: DiskCopy): void {
    this.spooled([event]);
    event.copy = copy;
  }

  /** The disk has lost what was on it: events that are still in memory are queued again. */
  unspooled(events: Iterable<QueuedEvent>): void {
    for (const event of events) {
      event.copy = undefined;
      this.#unspool(event);
    }
  }

  /** A segment that is on the disk leaves memory. What of it could not be written is lost. */
  leaveMemory(segment: Segment, reason: DropReason): void {
    const weights = noWeights();
    for (const event of segment.events!) {
      if (event.isSpooled) {
        weights[event.signal] += event.weight;
        this.#letGo(event);
      } else {
        this.#leave(event, reason);
      }
    }
    segment.weights = weights;
    segment.replace(undefined);
    this.#notify();
  }

  /** Counts what an earlier process has left on the disk. */
  inherit(weights: Weights): void {
    for (const signal of SIGNALS)
      if (weights[signal] > 0) this.ledger.move(signal, 'offered', 'spooled', weights[signal]);
  }

  /** A segment comes back into memory. What of it cannot be read is lost. */
  enterMemory(segment: Segment, events: QueuedEvent[]): void {
    const missing = { ...(segment.weights ?? noWeights()) };
    for (const event of events) {
      event.isSpooled = true;
      missing[event.signal] -= event.weight;
      this.#hold(event);
    }
    for (const signal of SIGNALS) {
      if (missing[signal] > 0) this.#move(signal, 'spooled', 'spool_damaged', missing[signal]);
    }
    segment.weights = undefined;
    segment.replace(events);
  }

  /**
   * The current segment was sent: what arrived is delivered, what was refused is in quarantine, and what is not decided stays
   * at the front of its lane, in a segment of its own. Answers what the quarantine had to give up.
   */
  settle(lane: Lane, segment: Segment, { delivered, refused, remaining }: Outcome): readonly QueuedEvent[] {
    for (const event of delivered) this.#leave(event, 'delivered');
    const forgotten: QueuedEvent[] = [];
    for (const { event, refusal } of refused) {
      this.#leave(event, 'quarantined');
      forgotten.push(...this.enterQuarantine(event, refusal));
    }
    if (remaining.length === 0 || remaining.length < segment.length) this.#split(lane, segment, remaining);
    return forgotten;
  }

  /** The current segment was delivered straight from the disk. */
  settleUnread(lane: Lane, segment: Segment): void {
    const weights = segment.weights ?? noWeights();
    for (const signal of SIGNALS) if (weights[signal] > 0) this.#move(signal, 'spooled', 'delivered', weights[signal]);
    segment.isSettled = true;
    lane.finish();
    this.#notify();
  }

  /** Gives up events of the current segment, each for a reason. */
  giveUp(lane: Lane, segment: Segment, reasonOf: (event: QueuedEvent) => DropReason | undefined): void {
    const kept = segment.events!.filter(event => {
      const reason = reasonOf(event);
      if (reason !== undefined) this.#leave(event, reason);
      return reason === undefined;
    });
    if (kept.length === segment.length) return;
    this.#split(lane, segment, kept);
    if (kept.length === 0) segment.release();
  }

  /** Gives up a segment that is on the disk only. It stays in its lane, with nothing in it. */
  giveUpUnread(segment: Segment, reason: DropReason): void {
    const weights = segment.weights ?? noWeights();
    for (const signal of SIGNALS) if (weights[signal] > 0) this.#move(signal, 'spooled', reason, weights[signal]);
    segment.weights = undefined;
    segment.isSettled = true;
  }

  /** An event is in quarantine, and counted there. Answers what had to go for it, which is lost. */
  enterQuarantine(event: QueuedEvent, refusal: Refusal): readonly QueuedEvent[] {
    const forgotten = this.quarantine.add(event, refusal);
    for (const old of forgotten) this.#move(old.signal, 'quarantined', 'invalid', old.weight);
    return forgotten;
  }

  /** Counts an event that an earlier process had in quarantine. */
  inheritQuarantined(event: QueuedEvent, refusal: Refusal): readonly QueuedEvent[] {
    this.#move(event.signal, 'offered', 'quarantined', event.weight);
    return this.enterQuarantine(event, refusal);
  }

  /** Nothing is sent any more: what is in memory only is lost, what is on the disk stays there. Answers all segments. */
  close(reason: DropReason): readonly Segment[] {
    const all = this.lanes.flatMap(lane => lane.clear());
    for (const segment of all) {
      for (const event of segment.events ?? []) {
        this.#letGo(event);
        if (!event.isSpooled) this.#move(event.signal, 'queued', reason, event.weight);
      }
    }
    this.#notify();
    return all;
  }

  /** Resolves when fewer bytes are in memory, or none. */
  below(bytes: number): Promise<void> {
    const isReached = () => (bytes > 0 ? this.#bytes < bytes : this.#events === 0);
    return isReached() ? Promise.resolve() : new Promise(resolve => this.#waiters.push({ isReached, resolve }));
  }

  /** A running span goes its way like any other event. What is on the disk of it is needed until it is settled. */
  #promote(lane: Lane, event: QueuedEvent): void {
    this.#unspool(event);
    lane.push(event);
  }

  /** The current segment is settled but for some events, which are written anew; their old records are needed until then. */
  #split(lane: Lane, segment: Segment, rest: readonly QueuedEvent[]): void {
    segment.isSettled = true;
    lane.finish(rest)?.formerRanges.push(...segment.takeRanges());
    for (const event of rest) this.#unspool(event);
    this.#notify();
  }

  /** An event leaves memory for good. */
  #leave(event: QueuedEvent, to: Place): void {
    this.#letGo(event);
    this.#move(event.signal, event.isSpooled ? 'spooled' : 'queued', to, event.weight);
    if (to === 'quarantined') return;
    event.copy?.release();
    event.copy = undefined;
  }

  #unspool(event: QueuedEvent): void {
    if (!event.isSpooled) return;
    event.isSpooled = false;
    this.ledger.move(event.signal, 'spooled', 'queued', event.weight);
  }

  #hold(event: QueuedEvent): void {
    this.#events++;
    this.#bytes += event.bytes;
  }

  #letGo(event: QueuedEvent): void {
    this.#events--;
    this.#bytes -= event.bytes;
  }

  #move(signal: Signal, from: Place, to: Place, events: number): void {
    this.ledger.move(signal, from, to, events);
    if (isDrop(to)) this.#losses.lost(signal, to, events, this);
  }

  #notify(): void {
    if (this.#waiters.length === 0) return;
    const reached = this.#waiters.filter(waiter => waiter.isReached());
    if (reached.length === 0) return;
    this.#waiters = this.#waiters.filter(waiter => !reached.includes(waiter));
    for (const { resolve } of reached) resolve();
  }
}

function evictFrom(lane: Lane, priority: Priority): QueuedEvent | undefined {
  for (const segment of lane.evictable()) {
    const evicted = segment.evict(priority);
    if (evicted) return evicted;
  }
  if (priority !== Priority.ORDINARY) return undefined;
  for (const event of lane.running) {
    if (event.priority !== priority || event.isSpooled) continue;
    lane.running.delete(event);
    return event;
  }
  return undefined;
}
