import { AsyncLocalStorage } from 'node:async_hooks';
import type { DiagnosticLogger } from '@mastra/core/observability';

const key = Symbol.for('mastra.observability.own-work');
const shared = globalThis as { [key]?: AsyncLocalStorage<true> };

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

/** Runs a function, and everything that it awaits or starts, on behalf of the pipeline. */
export function asOwnWork<T>(work: () => T): T {
  return ownWork.run(true, work);
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
