import { writeSync } from 'node:fs';

/** Something that may hold events when the process ends. */
export interface ProcessEndParticipant {
  /** Events that would be lost if the process ended now, by exporter. Never throws. */
  undelivered(): ReadonlyMap<string, number>;
  /** Whether there is something to deliver or to end. Never throws. */
  hasWork(): boolean;
  /** Ends what is open and delivers what it can, within a bounded time. `undefined`: it is not to be drained by itself. */
  readonly drain: (() => Promise<unknown>) | undefined;
}

interface Registry {
  readonly participants: Set<ProcessEndParticipant>;
  isListening: boolean;
}

const key = Symbol.for('mastra.observability.process-end');
const shared = globalThis as { [key]?: Registry };

// One list for the process, also where the package is loaded twice (ESM and CommonJS).
shared[key] ??= { participants: new Set(), isListening: false };
const registry = shared[key];

/** Participants that could not deliver everything: they are not tried again, or the process would never end. */
const exhausted = new WeakSet<ProcessEndParticipant>();
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * From now on the participant is drained when the process runs out of work, and what it could not deliver is reported in
 * one line when the process ends in any way.
 *
 * @returns a function that takes it off the list again
 */
export function atProcessEnd(participant: ProcessEndParticipant): () => void {
  registry.participants.add(participant);
  if (!registry.isListening) {
    registry.isListening = true;
    process.on('beforeExit', drainAll);
    process.once('exit', reportUndelivered);
    for (const signal of SIGNALS) process.prependOnceListener(signal, () => reportAndEnd(signal));
  }
  return () => {
    registry.participants.delete(participant);
  };
}

/** The process emits `beforeExit` again once the work that this begins is done. */
function drainAll(): void {
  for (const participant of registry.participants) {
    if (!participant.drain || exhausted.has(participant) || !participant.hasWork()) continue;
    void participant
      .drain()
      .catch(() => undefined)
      .then(() => {
        if (participant.hasWork()) exhausted.add(participant);
      });
  }
}

/** Who else listens to the signal decides about the end of the process; alone, the signal takes its usual effect. */
function reportAndEnd(signal: NodeJS.Signals): void {
  // Listeners are counted before they are called, so that the application's `once` is among them.
  if (process.listenerCount(signal) > 0) return;
  reportUndelivered();
  process.kill(process.pid, signal);
}

/** Writes one line about everything that is not delivered. Only what is synchronous works at the end of a process. */
export function reportUndelivered(): void {
  const counts = new Map<string, number>();
  let total = 0;
  for (const participant of registry.participants) {
    for (const [exporter, count] of participant.undelivered()) {
      if (count <= 0) continue;
      counts.set(exporter, (counts.get(exporter) ?? 0) + count);
      total += count;
    }
  }
  registry.participants.clear();
  if (total === 0) return;
  const parts = [...counts].map(([exporter, count]) => `${exporter}: ${count}`).join(', ');
  const line =
    `[observability] the process ended before ${total} event${total === 1 ? ' was' : 's were'} delivered (${parts}). ` +
    'Call `await mastra.shutdown()` before the process ends (without mastra: `await observability.shutdown()`), or keep events on disk with delivery.spool.\n';
  try {
    writeSync(2, line);
  } catch {
    // Nobody reads the standard error any more.
  }
}
