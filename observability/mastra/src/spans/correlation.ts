import type { CorrelationContext, SpanEntity, TracingOptions } from '@mastra/core/observability';
import { boundedName } from './bounded-name.ts';
import type { Capture } from './capture.ts';
import type { DefaultSession } from './default-session.ts';
import { safeText } from './safe-text.ts';

/** Every field in one order, so that all correlation contexts have the same hidden class. */
type Mutable = { -readonly [K in keyof CorrelationContext]: CorrelationContext[K] };

function copyOf(of: CorrelationContext): Mutable {
  return {
    entityType: of.entityType,
    entityId: of.entityId,
    entityName: of.entityName,
    parentEntityType: of.parentEntityType,
    parentEntityId: of.parentEntityId,
    parentEntityName: of.parentEntityName,
    rootEntityType: of.rootEntityType,
    rootEntityId: of.rootEntityId,
    rootEntityName: of.rootEntityName,
    userId: of.userId,
    organizationId: of.organizationId,
    resourceId: of.resourceId,
    runId: of.runId,
    sessionId: of.sessionId,
    threadId: of.threadId,
    requestId: of.requestId,
    environment: of.environment,
    serviceName: of.serviceName,
    source: of.source,
    experimentId: of.experimentId,
    tags: of.tags,
  };
}

/** What an instance knows before any run begins. */
export interface CorrelationDefaults {
  readonly base: CorrelationContext;
  /** Used where neither options, parent, carrier nor thread name a session. */
  readonly defaultSession: DefaultSession | undefined;
}

/**
 * The correlation of a new span. A child without an entity, options or tags of its own shares its parent's object. The
 * session is resolved in the contract's order: options (which is also where an extracted carrier puts it), parent,
 * thread, default.
 */
export function correlate(
  parent: CorrelationContext | undefined,
  entity: SpanEntity,
  options: TracingOptions | undefined,
  tags: readonly string[] | undefined,
  defaults: CorrelationDefaults,
  capture: Capture,
): CorrelationContext {
  const ownEntity = entity.entityType !== undefined || entity.entityId !== undefined || entity.entityName !== undefined;
  if (parent && !ownEntity && !options && !tags?.length) return parent;

  const next = copyOf(parent ?? defaults.base);
  // An empty text is what a missing header leaves behind: as good as absent.
  const named = (value: unknown) =>
    value === undefined || value === null || value === '' ? undefined : capture.name(boundedName(value as string));
  if (ownEntity) {
    next.parentEntityType = next.entityType;
    next.parentEntityId = next.entityId;
    next.parentEntityName = next.entityName;
    next.entityType = entity.entityType;
    next.entityId = named(entity.entityId);
    next.entityName = named(entity.entityName);
    if (next.rootEntityType === undefined && next.rootEntityId === undefined && next.rootEntityName === undefined) {
      next.rootEntityType = next.entityType;
      next.rootEntityId = next.entityId;
      next.rootEntityName = next.entityName;
    }
  }
  if (options) {
    // Field by field: a loop over names costs more than all the rest of this function.
    next.userId = named(options.userId) ?? next.userId;
    next.organizationId = named(options.organizationId) ?? next.organizationId;
    next.resourceId = named(options.resourceId) ?? next.resourceId;
    next.runId = named(options.runId) ?? next.runId;
    next.threadId = named(options.threadId) ?? next.threadId;
    next.requestId = named(options.requestId) ?? next.requestId;
    next.environment = named(options.environment) ?? next.environment;
    next.source = named(options.source) ?? next.source;
    next.experimentId = named(options.experimentId) ?? next.experimentId;
  }
  const session = named(options?.sessionId) ?? next.sessionId ?? next.threadId;
  const { defaultSession } = defaults;
  next.sessionId = defaultSession ? defaultSession.resolve(session, next.userId, next.threadId) : session;
  if (options?.tags?.length || tags?.length) {
    const added = [...tagsOf(options?.tags), ...tagsOf(tags)].map(tag => capture.name(tag));
    next.tags = [...new Set([...(next.tags ?? []), ...added])].slice(0, MAX_TAGS);
  }
  return next;
}

const MAX_TAGS = 128;

/** Callers without types hand over one tag instead of a list. */
function tagsOf(given: unknown): readonly string[] {
  if (typeof given === 'string') return [boundedName(given)];
  if (!Array.isArray(given)) return [];
  return given.slice(0, MAX_TAGS).map(tag => boundedName(safeText(tag)));
}
