import { AGENT_TREE } from '@mastra/exporter-conformance';
import { HttpClient } from '@mastra/observability/exporters';
import { PostHog } from 'posthog-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventJson } from './events/event-json.ts';
import type { PosthogEvent } from './events/posthog-event.ts';
import { spanEvents } from './events/span-events.ts';
import { FakePosthog, TOKEN } from './testing/fake-posthog.ts';
import { capture } from './wire/capture.ts';

/** What PostHog's own library puts on the wire, beside what this package does. */
let posthog: FakePosthog;
let library: PostHog;

beforeEach(async () => {
  posthog = await new FakePosthog().start();
  library = new PostHog(TOKEN, { host: posthog.url, fetchRetryCount: 0, enableFullAiCapture: true });
});
afterEach(async () => {
  await library.shutdown();
  await posthog.stop();
});

const [event] = spanEvents(AGENT_TREE[2]!, {
  privacyMode: false,
  joinRemoteTraces: false,
  organizationGroup: undefined,
}) as readonly [PosthogEvent];

test('an event is on the wire as the library would have put it there', async () => {
  const http = new HttpClient(10_000);
  await capture([eventJson(event, 'regular')], { host: posthog.url, apiKey: TOKEN, path: '/batch/', http });
  await library.captureImmediate({
    distinctId: event.distinct_id,
    event: event.event,
    uuid: event.uuid,
    timestamp: new Date(event.timestamp),
    properties: { ...event.properties },
  });
  const [ours, theirs] = posthog.events;
  expect(theirs).toMatchObject({ ...ours, properties: { ...event.properties, $lib: 'posthog-node' } });
  const [ourRequest, theirRequest] = posthog.accepted;
  expect([ourRequest?.path, ourRequest?.headers['content-encoding']]).toEqual([
    theirRequest?.path,
    theirRequest?.headers['content-encoding'],
  ]);
});

test('the library does not tell that an event was refused, which is why it is not used', async () => {
  await posthog.behave({ kind: 'status', status: 401 });
  await expect(
    library.captureImmediate({ distinctId: 'user-1', event: '$ai_span', properties: {} }),
  ).resolves.toBeUndefined();
  expect(posthog.requestCount).toBe(1);
  expect(posthog.events).toHaveLength(0);
});
