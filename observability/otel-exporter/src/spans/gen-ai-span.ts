import type { AnyExportedSpan, ToolCallAttributes } from '@mastra/core/observability';
import type { SpanKind } from '@opentelemetry/api';
import { GenAi, GenAiOperation } from '../conventions/gen-ai.ts';
import { Otel } from '../conventions/general.ts';
import { MastraAttribute } from '../conventions/mastra.ts';
import { attributesOf } from '../otlp/attributes.ts';
import { contentAttributes } from './content.ts';
import { correlationAttributes } from './correlation.ts';
import {
  EMBEDDING_KEYS,
  embeddingAttributes,
  GENERATION_KEYS,
  generationAttributes,
  STEP_KEYS,
  stepAttributes,
} from './model-attributes.ts';
import { metadataAttributes, ownAttributes } from './own-attributes.ts';
import type { SpanDescription } from './readable-span.ts';

export interface GenAiSpanOptions {
  /**
   * Also what was said: messages, instructions, arguments and results of tools, and the input and output of all other
   * spans. Without it no payload is in the result.
   */
  readonly includeContent: boolean;
}

const INTERNAL: SpanKind = 0;
const CLIENT: SpanKind = 2;
const AGENT_KEYS: ReadonlySet<string> = new Set(['instructions']);
const TOOL_KEYS: ReadonlySet<string> = new Set(['toolType', 'toolDescription', 'toolCallId']);
const NONE: ReadonlySet<string> = new Set();

/** What a span type adds: everything but what all spans have. */
interface Operation {
  readonly operation?: GenAiOperation;
  /** What the operation is done to or with; the second half of the span's name. */
  readonly target?: string;
  readonly kind?: SpanKind;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Keys of the span's own attributes that `attributes` speaks for. */
  readonly known?: ReadonlySet<string>;
}

/**
 * A span in the words of OpenTelemetry's conventions for generative AI: `chat gpt-4`, `execute_tool get-weather`,
 * `invoke_agent weather`. What they have no word for is under `mastra.`.
 *
 * Usage is on `chat` spans only, one for each call of `generate` or `stream`: the steps of a call repeat it under
 * `mastra.step.usage.`.
 */
export function genAiSpan(span: AnyExportedSpan, { includeContent }: GenAiSpanOptions): SpanDescription {
  const { operation, target, kind = INTERNAL, attributes, known = NONE } = operationOf(span);
  return {
    name: operation ? [operation, target].filter(Boolean).join(' ') : span.name,
    kind,
    attributes: attributesOf({
      ...ownAttributes(span.attributes, known),
      ...metadataAttributes(span.metadata),
      ...correlationAttributes(span),
      [GenAi.OPERATION_NAME]: operation,
      ...attributes,
      ...(includeContent && contentAttributes(span)),
      [Otel.ERROR_TYPE]: errorType(span),
      [MastraAttribute.SPAN_TYPE]: span.type,
      [MastraAttribute.END_REASON]: span.endReason,
    }),
  };
}

/** A low-cardinality name for what went wrong. */
export function errorType({
  errorInfo,
  endReason,
}: Pick<AnyExportedSpan, 'errorInfo' | 'endReason'>): string | undefined {
  if (errorInfo) return errorInfo.id ?? errorInfo.name ?? '_OTHER';
  return endReason === 'timeout' ? 'timeout' : undefined;
}

function operationOf(span: AnyExportedSpan): Operation {
  const of = (span.attributes ?? {}) as { readonly model?: string };
  switch (span.type) {
    case 'agent_run':
      return {
        operation: GenAiOperation.INVOKE_AGENT,
        target: span.entityName ?? span.entityId,
        attributes: { [GenAi.AGENT_ID]: span.entityId, [GenAi.AGENT_NAME]: span.entityName },
        known: AGENT_KEYS,
      };
    case 'workflow_run':
      return {
        operation: GenAiOperation.INVOKE_WORKFLOW,
        target: span.entityName ?? span.entityId,
        attributes: { [GenAi.WORKFLOW_NAME]: span.entityName ?? span.entityId },
      };
    case 'model_generation':
      return {
        operation: GenAiOperation.CHAT,
        target: of.model,
        kind: CLIENT,
        attributes: generationAttributes(span),
        known: GENERATION_KEYS,
      };
    case 'model_step':
    case 'model_inference':
      return { attributes: stepAttributes(span), known: STEP_KEYS };
    case 'rag_embedding':
      return {
        operation: GenAiOperation.EMBEDDINGS,
        target: of.model,
        kind: CLIENT,
        attributes: embeddingAttributes(span),
        known: EMBEDDING_KEYS,
      };
    case 'tool_call':
    case 'mcp_tool_call':
    case 'client_tool_call':
    case 'provider_tool_call':
      return toolOperation(span);
    default:
      return {};
  }
}

function toolOperation(span: AnyExportedSpan): Operation {
  const { toolType, toolDescription, toolCallId } = (span.attributes ?? {}) as ToolCallAttributes;
  const name = span.entityType === 'tool' ? (span.entityName ?? span.entityId) : span.name;
  return {
    operation: GenAiOperation.EXECUTE_TOOL,
    target: name,
    kind: span.type === 'mcp_tool_call' ? CLIENT : INTERNAL,
    attributes: {
      [GenAi.TOOL_NAME]: name,
      [GenAi.TOOL_TYPE]: conventionalToolType(toolType),
      [GenAi.TOOL_DESCRIPTION]: toolDescription,
      [GenAi.TOOL_CALL_ID]: toolCallId,
    },
    known: TOOL_KEYS,
  };
}

/** A tool that the provider runs is an extension in the conventions' words; all others are functions. */
function conventionalToolType(toolType: string | undefined): string | undefined {
  if (toolType === 'provider') return 'extension';
  return toolType === 'client' ? 'function' : toolType;
}
