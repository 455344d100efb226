import type { CorrelationContext, EntityType } from '@mastra/core/observability';
import { ENTITY_TYPES } from '@mastra/core/observability';
import type { AttributeBag } from './attribute-bag.ts';
import { boundedCorrelation } from './bounds.ts';
import type { Origin } from './origin.ts';

/** What the attributes say about where a signal belongs, with what the resource says. Takes them out. */
export function correlationOf(bag: AttributeBag, origin: Origin): CorrelationContext {
  const conversation = bag.id('gen_ai.conversation.id');
  // Our own exporter names the thread and the session apart.
  const threadId = bag.text('mastra.thread.id') ?? (origin.isMastra ? undefined : conversation);
  const tags = bag.take('mastra.tags', 'tag.tags', 'logfire.tags', 'langfuse.trace.tags');
  const { tenant, isTrusted } = origin.sender;
  return boundedCorrelation(
    defined({
      serviceName: origin.serviceName,
      environment: origin.environment,
      userId: bag.id('user.id', 'enduser.id', 'gen_ai.user.id', 'langfuse.user.id'),
      sessionId:
        bag.id('session.id', 'gen_ai.session.id', 'langfuse.session.id') ??
        (origin.isMastra ? undefined : conversation),
      threadId,
      runId: bag.text('mastra.run.id'),
      requestId: bag.text('mastra.request.id'),
      resourceId: bag.text('mastra.resource.id'),
      // Whose it is, is not for the body to say: it stays an attribute.
      organizationId: isTrusted ? bag.text('mastra.organization.id') : undefined,
      experimentId: bag.text('mastra.experiment.id'),
      source: bag.text('mastra.source'),
      entityType: entityType(bag.text('mastra.entity.type')),
      entityId: bag.text('mastra.entity.id'),
      entityName: bag.text('mastra.entity.name'),
      parentEntityType: entityType(bag.text('mastra.parent_entity.type')),
      parentEntityId: bag.text('mastra.parent_entity.id'),
      parentEntityName: bag.text('mastra.parent_entity.name'),
      rootEntityType: entityType(bag.text('mastra.root_entity.type')),
      rootEntityId: bag.text('mastra.root_entity.id'),
      rootEntityName: bag.text('mastra.root_entity.name'),
      tags: Array.isArray(tags) ? tags.filter(isTag).map(String) : undefined,
      ...tenant,
    }),
  );
}

function entityType(name: string | undefined): EntityType | undefined {
  return ENTITY_TYPES.find(type => type === name);
}

function defined(fields: CorrelationContext): CorrelationContext {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function isTag(tag: unknown): boolean {
  return typeof tag === 'string' || typeof tag === 'number' || typeof tag === 'boolean';
}
