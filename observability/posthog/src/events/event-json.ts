import { jsonTextWithin } from '@mastra/observability/exporters';
import type { PosthogEvent } from './posthog-event.ts';

/** What an event may hold: PostHog discards one that is larger. */
export type EventSize = 'regular' | 'large';

/** The content of an event; the rest is short. */
const CONTENT = [
  '$ai_input',
  '$ai_output_choices',
  '$ai_input_state',
  '$ai_output_state',
  '$ai_feedback_text',
  'attributes',
  'links',
  'error_stack',
];

/**
 * 1 MB, of which PostHog's own envelope needs some: there the event is a text inside JSON, with every quotation mark
 * escaped once more.
 */
const REGULAR = {
  max: 980_000,
  sizeOf: (json: string) => Buffer.byteLength(JSON.stringify(json)),
};
/** 8 MiB, as the public beta has it. */
const LARGE = {
  max: 8 * 1024 * 1024 - 16 * 1024,
};

/** An event as JSON that PostHog does not find too large. What is cut has a mark. */
export function eventJson(event: PosthogEvent, size: EventSize): Uint8Array {
  return Buffer.from(jsonTextWithin(event, { ...(size === 'large' ? LARGE : REGULAR), strip }));
}

function strip(event: PosthogEvent, bytes: number): PosthogEvent {
  const properties: Record<string, unknown> = { ...event.properties };
  for (const name of CONTENT) {
    if (name in properties) properties[name] = `[left out: the event has ${bytes} bytes, more than PostHog takes]`;
  }
  return { ...event, properties };
}
