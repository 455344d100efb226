import type { CorrelationContext } from '@mastra/core/observability';
import type { Attributes } from '@opentelemetry/api';
import { GenAi } from '../conventions/gen-ai.ts';
import { Otel } from '../conventions/general.ts';
import { MastraAttribute } from '../conventions/mastra.ts';
import { AttributeBuilder } from '../otlp/attribute-builder.ts';

/**
 * What a signal says of where it belongs. The environment and the service are not here: they are the resource's.
 */
export function correlationAttributes(of: CorrelationContext | undefined): Attributes {
  const to = new AttributeBuilder();
  putCorrelation(to, of);
  return to.build();
}

export function putCorrelation(to: AttributeBuilder, of: CorrelationContext | undefined): void {
  if (!of) return;
  to.put(GenAi.CONVERSATION_ID, of.threadId ?? of.sessionId);
  to.put(Otel.SESSION_ID, of.sessionId);
  to.put(Otel.USER_ID, of.userId);
  to.put('mastra.run.id', of.runId);
  to.put('mastra.thread.id', of.threadId);
  to.put('mastra.request.id', of.requestId);
  to.put('mastra.resource.id', of.resourceId);
  to.put('mastra.organization.id', of.organizationId);
  to.put('mastra.experiment.id', of.experimentId);
  to.put('mastra.source', of.source);
  to.put('mastra.entity.type', of.entityType);
  to.put('mastra.entity.id', of.entityId);
  to.put('mastra.entity.name', of.entityName);
  to.put('mastra.parent_entity.type', of.parentEntityType);
  to.put('mastra.parent_entity.id', of.parentEntityId);
  to.put('mastra.parent_entity.name', of.parentEntityName);
  to.put('mastra.root_entity.type', of.rootEntityType);
  to.put('mastra.root_entity.id', of.rootEntityId);
  to.put('mastra.root_entity.name', of.rootEntityName);
  to.put(MastraAttribute.TAGS, of.tags);
}
