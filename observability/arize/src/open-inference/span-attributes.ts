import { MimeType, OpenInferenceSpanKind, SemanticConventions as S } from '@arizeai/openinference-semantic-conventions';
import type { AnyExportedSpan } from '@mastra/core/observability';
import { rerankingAttributes, retrievalAttributes } from './documents.ts';
import { type Fields, fieldsOf, optionalText } from './fields.ts';
import { metadataText } from './metadata.ts';
import { embeddingAttributes, generationAttributes, MODEL_KEYS } from './model.ts';
import { spanKindOf } from './span-kind.ts';

const TOOL_KEYS: ReadonlySet<string> = new Set(['toolDescription', 'toolCallId']);
const AGENT_KEYS: ReadonlySet<string> = new Set(['instructions']);
const NONE: ReadonlySet<string> = new Set();

/** A span in the words of OpenInference. */
export function openInferenceAttributes(span: AnyExportedSpan, includeContent: boolean): Fields {
  const kind = spanKindOf(span);
  const { attributes, told } = ofKind(span, kind, includeContent);
  return {
    [S.OPENINFERENCE_SPAN_KIND]: kind,
    ...attributes,
    ...(includeContent && { ...described(S.INPUT_VALUE, S.INPUT_MIME_TYPE, span.input), ...outputOf(span.output) }),
    [S.SESSION_ID]: span.sessionId ?? span.threadId,
    [S.USER_ID]: span.userId,
    [S.TAG_TAGS]: span.tags,
    [S.AGENT_NAME]: agentOf(span),
    ...graph(span),
    [S.METADATA]: metadataText(span, told),
  };
}

/** What a kind adds, and which of the span's own attributes that speaks for. */
function ofKind(
  span: AnyExportedSpan,
  kind: OpenInferenceSpanKind,
  includeContent: boolean,
): { readonly attributes: Fields; readonly told: ReadonlySet<string> } {
  switch (kind) {
    case OpenInferenceSpanKind.LLM:
      return { attributes: generationAttributes(span, includeContent), told: MODEL_KEYS };
    case OpenInferenceSpanKind.EMBEDDING:
      return { attributes: embeddingAttributes(span, includeContent), told: MODEL_KEYS };
    case OpenInferenceSpanKind.TOOL:
      return { attributes: toolAttributes(span, includeContent), told: TOOL_KEYS };
    case OpenInferenceSpanKind.RETRIEVER:
      return { attributes: includeContent ? retrievalAttributes(span) : {}, told: NONE };
    case OpenInferenceSpanKind.RERANKER:
      return { attributes: rerankingAttributes(span, includeContent), told: NONE };
    case OpenInferenceSpanKind.AGENT:
      // An agent's instructions are content, and part of its generations' messages.
      return { attributes: {}, told: includeContent ? NONE : AGENT_KEYS };
    default:
      return { attributes: {}, told: NONE };
  }
}

function toolAttributes(span: AnyExportedSpan, includeContent: boolean): Fields {
  const { toolDescription, toolCallId } = fieldsOf(span.attributes);
  return {
    [S.TOOL_NAME]: span.entityType === 'tool' ? (span.entityName ?? span.entityId) : span.name,
    [S.TOOL_DESCRIPTION]: toolDescription,
    [S.TOOL_ID]: toolCallId,
    ...(includeContent && { [S.TOOL_PARAMETERS]: optionalText(span.input) }),
  };
}

/** An answer that is nothing but text is that text. */
function outputOf(output: unknown): Fields {
  const { text, ...rest } = fieldsOf(output);
  const isText = typeof text === 'string' && Object.keys(rest).length === 0;
  return described(S.OUTPUT_VALUE, S.OUTPUT_MIME_TYPE, isText ? text : output);
}

function described(valueKey: string, typeKey: string, value: unknown): Fields {
  if (value === undefined) return {};
  return { [valueKey]: optionalText(value), [typeKey]: typeof value === 'string' ? MimeType.TEXT : MimeType.JSON };
}

function agentOf(span: AnyExportedSpan): string | undefined {
  if (span.entityType === 'agent') return span.entityName ?? span.entityId;
  return span.parentEntityType === 'agent' ? (span.parentEntityName ?? span.parentEntityId) : undefined;
}

/** The nodes of Arize's agent graph: the agents, workflows and steps of a run. */
function graph(span: AnyExportedSpan): Fields {
  const isNode = span.type === 'agent_run' || span.type === 'workflow_run' || span.type === 'workflow_step';
  if (!isNode || span.entityId === undefined) return {};
  return {
    [S.GRAPH_NODE_ID]: span.entityId,
    [S.GRAPH_NODE_NAME]: span.entityName,
    [S.GRAPH_NODE_PARENT_ID]: span.parentEntityId,
  };
}
