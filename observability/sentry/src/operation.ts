import type { AnyExportedSpan, SpanType } from '@mastra/core/observability';

/** What Sentry calls a piece of work: the operation decides in which of its views a span shows up. */
export interface Operation {
  /** `sentry.op`, a category. */
  readonly op: string;
  /** The span's name in Sentry. */
  readonly name: string;
  /** `gen_ai.operation.name`, for the spans of the AI agents view. */
  readonly genAi?: string;
}

const TOOLS: ReadonlySet<SpanType> = new Set(['tool_call', 'mcp_tool_call', 'client_tool_call', 'provider_tool_call']);

export function isTool(span: AnyExportedSpan): boolean {
  return TOOLS.has(span.type);
}

/**
 * Sentry takes every `gen_ai.` operation that it does not know for a call of a model and adds its tokens up. So a
 * generation is such an operation, and its steps, whose tokens it includes, are not.
 */
export function operationOf(span: AnyExportedSpan): Operation {
  switch (span.type) {
    case 'agent_run':
      return genAi('invoke_agent', agentOf(span) ?? span.name);
    case 'model_generation':
      return genAi('chat', modelOf(span) ?? span.name);
    case 'rag_embedding':
      return genAi('embeddings', modelOf(span) ?? span.name);
    default:
      return isTool(span) ? genAi('execute_tool', toolOf(span)) : { op: `mastra.${span.type}`, name: span.name };
  }
}

/** The agent that a span belongs to. */
export function agentOf(span: AnyExportedSpan): string | undefined {
  if (span.entityType === 'agent') return span.entityName ?? span.entityId;
  if (span.parentEntityType === 'agent') return span.parentEntityName ?? span.parentEntityId;
  return span.rootEntityType === 'agent' ? (span.rootEntityName ?? span.rootEntityId) : undefined;
}

/** The workflow that a span belongs to. */
export function workflowOf(span: AnyExportedSpan): string | undefined {
  if (span.entityType === 'workflow_run') return span.entityName ?? span.entityId;
  if (span.parentEntityType === 'workflow_run') return span.parentEntityName ?? span.parentEntityId;
  return span.rootEntityType === 'workflow_run' ? (span.rootEntityName ?? span.rootEntityId) : undefined;
}

export function toolOf(span: AnyExportedSpan): string {
  return span.entityType === 'tool' ? (span.entityName ?? span.entityId ?? span.name) : span.name;
}

function modelOf(span: AnyExportedSpan): string | undefined {
  const model: unknown = span.attributes?.model;
  return typeof model === 'string' ? model : undefined;
}

function genAi(operation: string, of: string): Operation {
  return { op: `gen_ai.${operation}`, name: `${operation} ${of}`, genAi: operation };
}
