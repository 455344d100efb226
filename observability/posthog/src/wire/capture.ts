import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { failureOfResponse, HttpStatusError } from '@mastra/observability';
import { packed } from './packs.ts';

const compress = promisify(gzip);

/** How long one request may take, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** What PostHog's own library puts into one request; the limit is 20 MB. */
const MAX_REQUEST_BYTES = 5 * 1024 * 1024;

export interface CaptureOptions {
  readonly host: string;
  readonly apiKey: string;
  /** `/batch/`, or the path for large AI events. */
  readonly path: string;
  /** Ends requests when the exporter is shut down. */
  readonly signal: AbortSignal;
}

/**
 * Sends events to PostHog's capture endpoint and resolves when all of them are taken.
 *
 * `posthog-node` is not used: its queue runs in the background, and its immediate calls (`captureImmediate`,
 * `captureAiImmediate`) resolve for an event that could not be sent as for one that could.
 */
export async function capture(
  events: readonly string[],
  { host, apiKey, path, signal }: CaptureOptions,
): Promise<void> {
  for (const pack of packed(events, MAX_REQUEST_BYTES)) {
    // Without `sent_at`, by which PostHog would move the times of one trace apart, batch by batch.
    const body = `{"api_key":${JSON.stringify(apiKey)},"historical_migration":false,"batch":[${pack.join(',')}]}`;
    const response = await fetch(host + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(await compress(body)),
      // A redirected POST would become a GET of some page, which answers 200.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    if (!response.ok) throw await failureOfResponse(response, 'PostHog');
    throwIfOverQuota(await response.text());
  }
}

/** An answer of 200 may say that events were thrown away, because the plan's quota is used up. */
function throwIfOverQuota(answer: string): void {
  if (!answer.includes('quota_limited')) return;
  const limited = /"quota_limited"\s*:\s*\[([^\]]+)\]/.exec(answer)?.[1];
  if (limited?.trim()) throw new HttpStatusError(`PostHog takes no more of ${limited}: the quota is used up`, 402);
}
