import { loadPeer, rethrow } from '@mastra/observability';
import type * as Api from '@opentelemetry/api';

/** The key that OpenTelemetry's instrumentations look for. Contexts share it by its description. */
const SUPPRESS_TRACING = 'OpenTelemetry SDK Context Key SUPPRESS_TRACING';

let api: typeof Api | undefined;

/**
 * Does its work where OpenTelemetry's instrumentations see nothing: a request that carries spans must not become a span
 * itself, or every batch would make another one.
 */
export async function untraced<T>(work: () => Promise<T>): Promise<T> {
  api ??= await loadPeer('OtlpClient', '@opentelemetry/api', () => import('@opentelemetry/api').catch(rethrow));
  const { context, createContextKey } = api;
  return context.with(context.active().setValue(createContextKey(SUPPRESS_TRACING), true), work);
}
