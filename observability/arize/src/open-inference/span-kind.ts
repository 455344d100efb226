import { OpenInferenceSpanKind } from '@arizeai/openinference-semantic-conventions';
import type { AnyExportedSpan } from '@mastra/core/observability';
import { isRecord } from '@mastra/observability/exporters';

/**
 * What OpenInference takes a span for. A generation is its `LLM` span; a step, whose tokens are part of the generation's,
 * is a `CHAIN`, because Arize counts, or guesses, tokens for every `LLM` span and adds them up.
 */
export function spanKindOf(span: AnyExportedSpan): OpenInferenceSpanKind {
  switch (span.type) {
    case 'agent_run':
      return OpenInferenceSpanKind.AGENT;
    case 'model_generation':
      return OpenInferenceSpanKind.LLM;
    case 'tool_call':
    case 'mcp_tool_call':
    case 'client_tool_call':
    case 'provider_tool_call':
      return OpenInferenceSpanKind.TOOL;
    case 'processor_run':
      return OpenInferenceSpanKind.GUARDRAIL;
    case 'scorer_run':
    case 'scorer_step':
      return OpenInferenceSpanKind.EVALUATOR;
    case 'rag_embedding':
      return OpenInferenceSpanKind.EMBEDDING;
    case 'rag_vector_operation':
      return OpenInferenceSpanKind.RETRIEVER;
    case 'rag_action':
      return isReranking(span) ? OpenInferenceSpanKind.RERANKER : OpenInferenceSpanKind.CHAIN;
    default:
      return OpenInferenceSpanKind.CHAIN;
  }
}

/** `rerank` of the AI SDK: a query, documents and their order. Told by its name where inputs are hidden. */
function isReranking({ name, input }: AnyExportedSpan): boolean {
  return name.startsWith('rerank') || (isRecord(input) && 'query' in input && 'documents' in input);
}
