import { HttpStatusError } from '@mastra/observability';
import { type HttpClient, jsonBody, packed } from '@mastra/observability/exporters';

/** What PostHog's own library puts into one request; the limit is 20 MB. */
const MAX_REQUEST_BYTES = 5 * 1024 * 1024;

export interface CaptureOptions {
  readonly host: string;
  readonly apiKey: string;
  /** `/batch/`, or the path for large AI events. */
  readonly path: string;
  readonly http: HttpClient;
}

/**
 * Sends events to PostHog's capture endpoint and resolves when all of them are taken.
 *
 * `posthog-node` is not used: its queue runs in the background, and its immediate calls (`captureImmediate`,
 * `captureAiImmediate`) resolve for an event that could not be sent as for one that could.
 */
export async function capture(events: readonly Uint8Array[], options: CaptureOptions): Promise<void> {
  const { host, apiKey, path, http } = options;
  for (const pack of packed(events, { maxBytes: MAX_REQUEST_BYTES, sizeOf: event => event.length })) {
    const answer = await http.send({
      url: host + path,
      headers: { 'content-type': 'application/json' },
      // Without `sent_at`, by which PostHog would move the times of one trace apart, batch by batch.
      body: jsonBody(`{"api_key":${JSON.stringify(apiKey)},"historical_migration":false,"batch":[`, pack, ']}'),
      gzip: true,
      what: 'PostHog',
    });
    throwIfOverQuota(answer);
  }
}

/** An answer of 200 may say that events were thrown away, because the plan's quota is used up. */
function throwIfOverQuota(answer: string): void {
  if (!answer.includes('quota_limited')) return;
  const limited = /"quota_limited"\s*:\s*\[([^\]]+)\]/.exec(answer)?.[1];
  if (limited?.trim()) throw new HttpStatusError(`PostHog takes no more of ${limited}: the quota is used up`, 402);
}
