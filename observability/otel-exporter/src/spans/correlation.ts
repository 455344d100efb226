import type { CorrelationContext } from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';
import { Otel } from '../conventions/general.ts';
import { MastraAttribute } from '../conventions/mastra.ts';

/**
 * What a signal says of where it belongs. The environment and the service are not here: they are the resource's.
 */
export function correlationAttributes(of: CorrelationContext | undefined): Record<string, unknown> {
  if (!of) return {};
  return {
    [GenAi.CONVERSATION_ID]: of.threadId ?? of.sessionId,
    [Otel.SESSION_ID]: of.sessionId,
    [Otel.USER_ID]: of.userId,
    'mastra.run.id': of.runId,
    'mastra.thread.id': of.threadId,
    'mastra.request.id': of.requestId,
    'mastra.resource.id': of.resourceId,
    'mastra.organization.id': of.organizationId,
    'mastra.experiment.id': of.experimentId,
    'mastra.source': of.source,
    'mastra.entity.type': of.entityType,
    'mastra.entity.id': of.entityId,
    'mastra.entity.name': of.entityName,
    'mastra.parent_entity.type': of.parentEntityType,
    'mastra.parent_entity.id': of.parentEntityId,
    'mastra.parent_entity.name': of.parentEntityName,
    'mastra.root_entity.type': of.rootEntityType,
    'mastra.root_entity.id': of.rootEntityId,
    'mastra.root_entity.name': of.rootEntityName,
    [MastraAttribute.TAGS]: of.tags,
  };
}
