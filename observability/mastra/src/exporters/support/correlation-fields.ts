import type { CorrelationContext, CorrelationTextField } from '@mastra/core/observability';

const NAMES: Readonly<Record<CorrelationTextField, string>> = {
  entityType: 'entity_type',
  entityId: 'entity_id',
  entityName: 'entity_name',
  parentEntityType: 'parent_entity_type',
  parentEntityId: 'parent_entity_id',
  parentEntityName: 'parent_entity_name',
  rootEntityType: 'root_entity_type',
  rootEntityId: 'root_entity_id',
  rootEntityName: 'root_entity_name',
  userId: 'user_id',
  organizationId: 'organization_id',
  resourceId: 'resource_id',
  runId: 'run_id',
  sessionId: 'session_id',
  threadId: 'thread_id',
  requestId: 'request_id',
  environment: 'environment',
  serviceName: 'service_name',
  source: 'source',
  experimentId: 'experiment_id',
};

/**
 * Where a signal belongs, flat and in snake case, as destinations filter by it that have no fields of their own for it.
 *
 * @param without Fields that the destination does have, or names otherwise.
 */
export function correlationFields(
  context: CorrelationContext | undefined,
  without: readonly CorrelationTextField[] = [],
): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!context) return fields;
  for (const [field, name] of Object.entries(NAMES) as [CorrelationTextField, string][]) {
    const value = context[field];
    if (value !== undefined && !without.includes(field)) fields[name] = value;
  }
  return fields;
}
