import type { CorrelationContext } from '@mastra/core/observability';

/** The correlation fields that are tags in Datadog, and by which name. The session has a field of its own. */
const CORRELATION_TAGS = [
  ['userId', 'user_id'],
  ['organizationId', 'organization_id'],
  ['resourceId', 'resource_id'],
  ['runId', 'run_id'],
  ['threadId', 'thread_id'],
  ['requestId', 'request_id'],
  ['experimentId', 'experiment_id'],
  ['source', 'source'],
  ['entityType', 'entity_type'],
  ['entityId', 'entity_id'],
  ['entityName', 'entity_name'],
  ['parentEntityId', 'parent_entity_id'],
  ['rootEntityId', 'root_entity_id'],
] as const satisfies readonly (readonly [keyof CorrelationContext, string])[];

/** `key:value`, without commas, at which Datadog would break it into two. */
export function tag(key: string, value: string | number | boolean): string {
  return clean(`${key}:${value}`);
}

/** The tags of the user's own and those that say where a signal comes from. */
export function correlationTags(from: CorrelationContext | undefined): string[] {
  if (!from) return [];
  const tags = (from.tags ?? []).map(clean);
  for (const [field, key] of CORRELATION_TAGS) {
    const value = from[field];
    if (value) tags.push(tag(key, value));
  }
  return tags;
}

function clean(text: string): string {
  return text.replaceAll(',', '_');
}
