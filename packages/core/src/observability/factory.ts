import { MastraError } from '../error/index.ts';
import type { ObservabilityConfig, ObservabilityEntrypoint } from './types/index.ts';

/** Makes the pipelines of an application from its plain configuration. */
export type ObservabilityFactory = (config: ObservabilityConfig) => ObservabilityEntrypoint;

const key = Symbol.for('mastra.observability.factory');
const shared = globalThis as { [key]?: ObservabilityFactory };

/** Called by `@mastra/observability` when it is imported, so that core need not know it. */
export function registerObservabilityFactory(factory: ObservabilityFactory): void {
  shared[key] = factory;
}

/** Turns what `new Mastra({ observability })` was given into an entrypoint. */
export function resolveObservability(
  given: ObservabilityConfig | ObservabilityEntrypoint | undefined,
): ObservabilityEntrypoint | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'object' || given === null) {
    throw new MastraError({
      code: 'OBSERVABILITY_CONFIG_INVALID',
      domain: 'MASTRA',
      message: `new Mastra({ observability }) was given ${String(given)}. It takes a configuration such as { serviceName: 'my-app' }, or an Observability instance.`,
    });
  }
  if (isEntrypoint(given)) return given;
  const factory = shared[key];
  if (!factory) {
    throw new MastraError({
      code: 'OBSERVABILITY_PACKAGE_NOT_IMPORTED',
      domain: 'MASTRA',
      message:
        'new Mastra({ observability: { … } }) was given a configuration, but nothing that can carry it out is loaded. ' +
        "Install @mastra/observability and import it before: import '@mastra/observability'.",
    });
  }
  return factory(given);
}

function isEntrypoint(given: ObservabilityConfig | ObservabilityEntrypoint): given is ObservabilityEntrypoint {
  return typeof (given as Partial<ObservabilityEntrypoint>).getDefaultInstance === 'function';
}
