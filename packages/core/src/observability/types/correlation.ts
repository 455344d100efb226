/** Kinds of named things that a signal can belong to. */
export const ENTITY_TYPES = [
  'agent',
  'scorer',
  'input_processor',
  'output_processor',
  'workflow_step',
  'tool',
  'mcp_server',
  'workflow_run',
  'memory',
] as const;

export type EntityType = (typeof ENTITY_TYPES)[number];

/** Entity types by name, for code written against an enum. */
export const EntityType = {
  AGENT: 'agent',
  SCORER: 'scorer',
  INPUT_PROCESSOR: 'input_processor',
  OUTPUT_PROCESSOR: 'output_processor',
  WORKFLOW_STEP: 'workflow_step',
  TOOL: 'tool',
  MCP_SERVER: 'mcp_server',
  WORKFLOW_RUN: 'workflow_run',
  MEMORY: 'memory',
} as const satisfies Record<string, EntityType>;

/** The correlation fields that hold one string each. The order is the column order of the stores. */
export const CORRELATION_TEXT_FIELDS = [
  'entityType',
  'entityId',
  'entityName',
  'parentEntityType',
  'parentEntityId',
  'parentEntityName',
  'rootEntityType',
  'rootEntityId',
  'rootEntityName',
  'userId',
  'organizationId',
  'resourceId',
  'runId',
  'sessionId',
  'threadId',
  'requestId',
  'environment',
  'serviceName',
  'source',
  'experimentId',
] as const;

export type CorrelationTextField = (typeof CORRELATION_TEXT_FIELDS)[number];

/**
 * What every signal says about where it came from, beside its trace and span id.
 * One object is shared by all signals of a span, so it is never changed once made.
 */
export interface CorrelationContext {
  /** The nearest enclosing agent, tool, workflow, step, … */
  readonly entityType?: EntityType;
  readonly entityId?: string;
  readonly entityName?: string;
  /** The entity that encloses that one. */
  readonly parentEntityType?: EntityType;
  readonly parentEntityId?: string;
  readonly parentEntityName?: string;
  /** The entity that the trace began with. */
  readonly rootEntityType?: EntityType;
  readonly rootEntityId?: string;
  readonly rootEntityName?: string;
  readonly userId?: string;
  readonly organizationId?: string;
  readonly resourceId?: string;
  readonly runId?: string;
  /** Groups the traces of one multi-turn conversation. */
  readonly sessionId?: string;
  readonly threadId?: string;
  readonly requestId?: string;
  readonly environment?: string;
  readonly serviceName?: string;
  readonly source?: string;
  readonly experimentId?: string;
  readonly tags?: readonly string[];
}
