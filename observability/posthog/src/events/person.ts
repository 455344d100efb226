import type { CorrelationContext } from '@mastra/core/observability';

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

/** The correlation fields as custom properties. The session has a property of PostHog's own. */
const PROPERTIES = [
  ['threadId', 'thread_id'],
  ['runId', 'run_id'],
  ['requestId', 'request_id'],
  ['resourceId', 'resource_id'],
  ['organizationId', 'organization_id'],
  ['environment', 'environment'],
  ['serviceName', 'service_name'],
  ['source', 'source'],
  ['experimentId', 'experiment_id'],
  ['entityType', 'entity_type'],
  ['entityId', 'entity_id'],
  ['entityName', 'entity_name'],
  ['parentEntityType', 'parent_entity_type'],
  ['parentEntityId', 'parent_entity_id'],
  ['parentEntityName', 'parent_entity_name'],
  ['rootEntityType', 'root_entity_type'],
  ['rootEntityId', 'root_entity_id'],
  ['rootEntityName', 'root_entity_name'],
] as const satisfies readonly (readonly [keyof CorrelationContext, string])[];

export function correlationProperties(
  from: CorrelationContext | undefined,
  organizationGroup: string | undefined,
): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  if (!from) return properties;
  for (const [field, name] of PROPERTIES) if (from[field] !== undefined) properties[name] = from[field];
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
