import { loadPeer, rethrow } from '@mastra/observability';
import type { StackParser } from '@sentry/core';

/** The parts of Sentry's SDK that are used, with its parser of Node's stacks. */
export type SentrySdk = typeof import('@sentry/core') & { readonly parseStack: StackParser };

let loaded: Promise<SentrySdk> | undefined;

/** Loads the SDK at its first use. No client is made, and nothing global is touched. */
export function loadSentry(): Promise<SentrySdk> {
  loaded ??= loadPeer('SentryExporter', '@sentry/core', async () => {
    const [core, server] = await Promise.all([
      import('@sentry/core').catch(rethrow),
      import('@sentry/core/server').catch(rethrow),
    ]);
    return { ...core, parseStack: core.createStackParser(server.nodeStackLineParser()) };
  }).catch(error => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}
