import type { AnyExportedSpan, SpanType, ToolCallAttributes } from '@mastra/core/observability';
import type { SpanKind } from '@opentelemetry/api';
import { GenAi, GenAiOperation } from '../conventions/gen-ai.ts';
import { MastraAttribute } from '../conventions/mastra.ts';
import type { AttributeBuilder } from '../otlp/attribute-builder.ts';
import {
  EMBEDDING_KEYS,
  GENERATION_KEYS,
  putEmbedding,
  putGeneration,
  putStep,
  STEP_KEYS,
} from './model-attributes.ts';

const INTERNAL: SpanKind = 0;
const CLIENT: SpanKind = 2;

/** What a span type adds to what all spans have. */
export interface Operation {
  readonly operation?: GenAiOperation;
  readonly kind: SpanKind;
  /** Keys of the span's own attributes that `put` or the content speaks for. */
  readonly spokenFor: ReadonlySet<string>;
  /** What the operation is done to or with; the second half of the span's name. */
  readonly target?: (span: AnyExportedSpan) => string | undefined;
  readonly put?: (to: AttributeBuilder, span: AnyExportedSpan) => void;
}

const OTHER: Operation = { kind: INTERNAL, spokenFor: new Set() };

const AGENT: Operation = {
  operation: GenAiOperation.INVOKE_AGENT,
  kind: INTERNAL,
  spokenFor: new Set(['instructions']),
  target: entityOf,
  put(to, span) {
    to.put(GenAi.AGENT_ID, span.entityId);
    to.put(GenAi.AGENT_NAME, span.entityName);
  },
};

const WORKFLOW: Operation = {
  ...OTHER,
  operation: GenAiOperation.INVOKE_WORKFLOW,
  target: entityOf,
  put: (to, span) => to.put(GenAi.WORKFLOW_NAME, entityOf(span)),
};

const GENERATION: Operation = {
  operation: GenAiOperation.CHAT,
  kind: CLIENT,
  spokenFor: GENERATION_KEYS,
  target: modelOf,
  put: putGeneration,
};

const STEP: Operation = { kind: INTERNAL, spokenFor: STEP_KEYS, put: putStep };

const EMBEDDING: Operation = {
  operation: GenAiOperation.EMBEDDINGS,
  kind: CLIENT,
  spokenFor: EMBEDDING_KEYS,
  target: modelOf,
  put: putEmbedding,
};

const TOOL: Operation = {
  operation: GenAiOperation.EXECUTE_TOOL,
  kind: INTERNAL,
  spokenFor: new Set(['toolType', 'toolDescription', 'toolCallId']),
  target: toolOf,
  put: putTool,
};

const OPERATIONS: Readonly<Partial<Record<SpanType, Operation>>> = {
  agent_run: AGENT,
  workflow_run: WORKFLOW,
  model_generation: GENERATION,
  model_step: STEP,
  model_inference: STEP,
  rag_embedding: EMBEDDING,
  tool_call: TOOL,
  mcp_tool_call: { ...TOOL, kind: CLIENT },
  client_tool_call: TOOL,
  provider_tool_call: TOOL,
};

export function operationOf(type: SpanType): Operation {
  return OPERATIONS[type] ?? OTHER;
}

function entityOf({ entityName, entityId }: AnyExportedSpan): string | undefined {
  return entityName ?? entityId;
}

function modelOf({ attributes }: AnyExportedSpan): string | undefined {
  const model: unknown = attributes?.model;
  return typeof model === 'string' ? model : undefined;
}

function toolOf(span: AnyExportedSpan): string | undefined {
  return span.entityType === 'tool' ? entityOf(span) : span.name;
}

function putTool(to: AttributeBuilder, span: AnyExportedSpan): void {
  const { toolType, toolDescription, toolCallId } = (span.attributes ?? {}) as ToolCallAttributes;
  const conventional = conventionalToolType(toolType);
  to.put(GenAi.TOOL_NAME, toolOf(span));
  to.put(GenAi.TOOL_TYPE, conventional);
  if (toolType !== conventional) to.put(MastraAttribute.TOOL_TYPE, toolType);
  to.put(GenAi.TOOL_DESCRIPTION, toolDescription);
  to.put(GenAi.TOOL_CALL_ID, toolCallId);
}

/** A tool that the provider runs is an extension in the conventions' words; all others are functions. */
function conventionalToolType(toolType: string | undefined): string | undefined {
  if (toolType === 'provider') return 'extension';
  return toolType === 'client' ? 'function' : toolType;
}
