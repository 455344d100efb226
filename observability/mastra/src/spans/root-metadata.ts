import type { StartSpanOptions } from '@mastra/core/observability';
import { mergeReadable } from './readable-options.ts';

/** The metadata of a root: what it was given, the run's own, and the asked-for values of the request context. */
export function rootMetadata(
  options: StartSpanOptions,
  configuredKeys: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  const { tracingOptions, requestContext } = options;
  const own = tracingOptions?.metadata;
  if (!own && !requestContext) return options.metadata;
  const asked: unknown = tracingOptions?.requestContextKeys;
  const keys = Array.isArray(asked) ? [...configuredKeys, ...asked.map(String)] : configuredKeys;
  if (!own && keys.length === 0) return options.metadata;
  const picked: Record<string, unknown> = {};
  for (const key of keys) {
    const value = pick(requestContext, key);
    if (value !== undefined) picked[key] = value;
  }
  return mergeReadable(picked, options.metadata, own);
}

/** `user.plan`: the key itself, else the first part of it and then into objects. */
function pick(context: { get(key: string): unknown } | undefined, key: string): unknown {
  if (!context) return undefined;
  try {
    const direct = context.get(key);
    if (direct !== undefined || !key.includes('.')) return direct;
    const [first, ...rest] = key.split('.');
    return rest.reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
      context.get(first!),
    );
  } catch {
    return undefined;
  }
}
