import type { ObservabilityEvent, TailSamplingConfig, TracingEvent } from '@mastra/core/observability';
import { type Clock, cancelEvery, every } from '../clock.ts';
import { sizeOfEvent } from '../delivery/size.ts';
import { withSampleWeight } from '../spans/exported.ts';
import { isInShare } from './sampler.ts';
import { TailEvidence } from './tail-rules.ts';

/** Where the events of decided traces go. */
export interface TailOutlet {
  forward(event: ObservabilityEvent): void;
  /** Counts an event of a trace that is not kept. */
  sampledOut(signal: 'tracing' | 'log'): void;
}

interface HeldTrace {
  readonly events: ObservabilityEvent[];
  readonly evidence: TailEvidence;
  /** When the trace began here, in milliseconds since the epoch. */
  startedAt: number | undefined;
  /** When it is decided at the latest, on the clock that never runs backwards. */
  deadline: number;
  bytes: number;
  openRoots: number;
}

/** The weight that the spans of a kept trace get; `undefined` for a trace that was not kept. */
type Decision = number | undefined;

/** Decided traces of which late events are recognized. */
const MAX_DECIDED = 10_000;
/** How often, in milliseconds, held traces are looked at while nothing is recorded. */
const EXPIRY_MS = 1000;
const DEFAULT_HOLD_MS = 30_000;
const DEFAULT_HELD_BYTES = 64 * 1024 * 1024;

/**
 * Holds the spans and logs of a trace until its root has ended, and then keeps the trace or counts it as sampled out. A
 * trace goes on as soon as a rule keeps it. Memory is bounded in bytes and in time: at a bound the oldest trace is decided
 * by what is known of it.
 */
export class TailSampling {
  readonly #config: TailSamplingConfig;
  readonly #clock: Clock;
  readonly #outlet: TailOutlet;
  readonly #holdMs: number;
  readonly #maxBytes: number;
  /** By trace id, in the order of their deadlines. */
  readonly #held = new Map<string, HeldTrace>();
  readonly #decided = new Map<string, Decision>();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(config: TailSamplingConfig, clock: Clock, outlet: TailOutlet) {
    this.#config = config;
    this.#clock = clock;
    this.#outlet = outlet;
    this.#holdMs = config.holdMs ?? DEFAULT_HOLD_MS;
    this.#maxBytes = config.maxHeldBytes ?? DEFAULT_HELD_BYTES;
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** Called before the first event of a root of which no other process has decided. */
  rootStarted(traceId: string): void {
    if (this.#decided.has(traceId)) return;
    const held = this.#held.get(traceId);
    if (held) held.openRoots++;
    else this.#hold(traceId);
  }

  accept(event: ObservabilityEvent): void {
    if (this.#held.size > 0) this.expire();
    const traceId = traceOf(event);
    const held = traceId === undefined ? undefined : this.#held.get(traceId);
    if (held) this.#add(traceId!, held, event);
    else if (traceId !== undefined && this.#decided.has(traceId)) this.#settle(event, this.#decided.get(traceId));
    else this.#outlet.forward(event);
  }

  /** Decides the traces that have been held for as long as they may. */
  expire(): void {
    const now = this.#clock.monotonic();
    for (const [traceId, { deadline }] of this.#held) {
      if (deadline > now) return;
      this.#decide(traceId);
    }
    this.#stopTimer();
  }

  /** Decides everything that is held by what is known of it. */
  decideAll(): void {
    for (const traceId of [...this.#held.keys()]) this.#decide(traceId);
    this.#stopTimer();
  }

  #stopTimer(): void {
    cancelEvery(this.#timer);
    this.#timer = undefined;
  }

  #hold(traceId: string): void {
    const deadline = this.#clock.monotonic() + this.#holdMs;
    const evidence = new TailEvidence(this.#config.keep ?? {});
    this.#timer ??= every(EXPIRY_MS, () => this.expire());
    this.#held.set(traceId, { events: [], evidence, startedAt: undefined, deadline, bytes: 0, openRoots: 1 });
  }

  #add(traceId: string, held: HeldTrace, event: ObservabilityEvent): void {
    if ('exportedSpan' in event) held.startedAt ??= event.exportedSpan.startTime.getTime();
    held.evidence.add(event, held.startedAt ?? 0);
    if (isSampled(event)) {
      const bytes = sizeOfEvent(event);
      held.events.push(event);
      held.bytes += bytes;
      this.#bytes += bytes;
    } else {
      this.#outlet.forward(event);
    }
    if (held.evidence.matches) this.#decide(traceId);
    else if (event.type === 'span.ended' && event.exportedSpan.isRootSpan) this.#rootEnded(traceId, held);
    while (this.#bytes > this.#maxBytes && this.#held.size > 0) this.#decide(this.#held.keys().next().value!);
  }

  #rootEnded(traceId: string, held: HeldTrace): void {
    held.openRoots--;
    if (held.openRoots > 0) return;
    // Where a score would keep the trace it may still come, unless the trace is kept anyway.
    if (!this.#config.keep?.scored || isInShare(traceId, this.#config.otherwise)) {
      this.#decide(traceId);
      return;
    }
    held.deadline = this.#clock.monotonic() + this.#holdMs;
    this.#held.delete(traceId);
    this.#held.set(traceId, held);
  }

  #decide(traceId: string): void {
    const held = this.#held.get(traceId);
    if (!held) return;
    this.#held.delete(traceId);
    this.#bytes -= held.bytes;
    const { otherwise } = this.#config;
    const inShare = isInShare(traceId, otherwise) ? 1 / otherwise : undefined;
    const decision = held.evidence.matches ? 1 : inShare;
    this.#decided.set(traceId, decision);
    if (this.#decided.size > MAX_DECIDED) this.#decided.delete(this.#decided.keys().next().value!);
    for (const event of held.events) this.#settle(event, decision);
  }

  #settle(event: ObservabilityEvent, decision: Decision): void {
    if (!isSampled(event)) this.#outlet.forward(event);
    else if (decision === undefined) this.#outlet.sampledOut(event.type === 'log' ? 'log' : 'tracing');
    else this.#outlet.forward(event.type === 'log' ? event : withSampleWeight(event, decision));
  }
}

/** Spans, and logs below errors. Measurements, scores, feedback and errors are never left out. */
function isSampled(event: ObservabilityEvent): event is TracingEvent | Extract<ObservabilityEvent, { type: 'log' }> {
  if (event.type === 'log') return event.log.level !== 'error' && event.log.level !== 'fatal';
  return 'exportedSpan' in event;
}

function traceOf(event: ObservabilityEvent): string | undefined {
  switch (event.type) {
    case 'log':
      return event.log.traceId;
    case 'metric':
      return undefined;
    case 'score':
      return event.score.traceId;
    case 'feedback':
      return event.feedback.traceId;
    default:
      return event.exportedSpan.traceId;
  }
}
