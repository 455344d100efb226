import { AsyncLocalStorage } from 'node:async_hooks';
import type { DiagnosticLogger } from '@mastra/core/observability';

/** Runs work so that a bridged tracing system records none of it. */
export type Quietly = <T>(work: () => T) => T;

const key = Symbol.for('mastra.observability.own-work');
const quietKey = Symbol.for('mastra.observability.own-work.quietly');
const shared = globalThis as { [key]?: AsyncLocalStorage<true>; [quietKey]?: Quietly };

// One storage for the process, also where the package is loaded twice (ESM and CommonJS).
shared[key] ??= new AsyncLocalStorage<true>();
const ownWork = shared[key];

/**
 * Whether the calling code runs on behalf of the pipeline: it reports a trouble of its own, or exports. What is logged
 * there must not become an event, or every event would make another one.
 */
export function isOwnWork(): boolean {
  return ownWork.getStore() === true;
}

/** Runs a function outside of whatever the calling code is part of: what goes on for long must not keep a request alive. */
export const outsideOfCaller: <T>(work: () => T) => T = AsyncLocalStorage.snapshot();

/** Runs a function, and everything that it awaits or starts, on behalf of the pipeline. */
export function asOwnWork<T>(work: () => T): T {
  const quietly = shared[quietKey];
  return quietly === undefined ? ownWork.run(true, work) : quietly(() => ownWork.run(true, work));
}

/** Runs a function on behalf of the pipeline, in a context that is made once: entering one for every event costs more than the event. */
export type OwnWorkRunner = <A, T>(work: (argument: A) => T, argument: A) => T;

/** The work it runs sees the context of this call, and not that of the program that emits. */
export function ownWorkRunner(): OwnWorkRunner {
  return asOwnWork(() => AsyncLocalStorage.snapshot());
}

/** From now on a bridged system records nothing of what the process does on behalf of any pipeline. */
export function quietenOwnWork(quietly: Quietly): void {
  shared[quietKey] = quietly;
}

/** The same logger, called on behalf of the pipeline. It is looked up at every call, so that it can change. */
export function diagnosticsTo(current: () => DiagnosticLogger): DiagnosticLogger {
  return {
    debug: (message, ...rest) => asOwnWork(() => current().debug(message, ...rest)),
    info: (message, ...rest) => asOwnWork(() => current().info(message, ...rest)),
    warn: (message, ...rest) => asOwnWork(() => current().warn(message, ...rest)),
    error: (message, ...rest) => asOwnWork(() => current().error(message, ...rest)),
  };
}
