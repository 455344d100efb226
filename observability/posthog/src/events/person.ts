import type { CorrelationContext } from '@mastra/core/observability';
import { correlationFields } from '@mastra/observability/exporters';

/** Whom an event is about, and what PostHog is to make of it. */
export interface Person {
  readonly distinctId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The user; without one the trace, for which no person is made. */
export function personOf(userId: string | undefined, otherwise: string): Person {
  // The place of the server says nothing about its users.
  const properties = { $lib: '@mastra/posthog', $geoip_disable: true };
  return userId
    ? { distinctId: userId, properties }
    : { distinctId: otherwise, properties: { ...properties, $process_person_profile: false } };
}

/** The correlation as custom properties. User and session have properties of PostHog's own. */
export function correlationProperties(
  from: CorrelationContext | undefined,
  organizationGroup: string | undefined,
): Record<string, unknown> {
  if (!from) return {};
  const properties: Record<string, unknown> = correlationFields(from, ['userId', 'sessionId']);
  if (from.tags?.length) properties.tags = from.tags;
  const sessionId = from.sessionId ?? from.threadId;
  if (sessionId) properties.$ai_session_id = sessionId;
  if (organizationGroup && from.organizationId) properties.$groups = { [organizationGroup]: from.organizationId };
  return properties;
}

/**
 * Adds the user's metadata as properties that can be filtered by. Names of PostHog's and ours are not overwritten: what
 * bears one of them is kept under `metadata`.
 */
export function withMetadata(
  properties: Record<string, unknown>,
  metadata: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> {
  const taken: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(metadata ?? {})) {
    if (name.startsWith('$') || name === 'metadata' || name in properties) taken[name] = value;
    else properties[name] = value;
  }
  if (Object.keys(taken).length > 0) properties.metadata = taken;
  return properties;
}
