import type { SpanType } from '@mastra/core/observability';

/** The types that Laminar has for spans of applications. Tokens and cost are counted on `LLM` spans only. */
export type LaminarSpanType = 'DEFAULT' | 'LLM' | 'TOOL';

const TYPES: ReadonlyMap<SpanType, LaminarSpanType> = new Map<SpanType, LaminarSpanType>([
  // Not its steps: Laminar adds up the tokens of all calls of models.
  ['model_generation', 'LLM'],
  ['rag_embedding', 'LLM'],
  ['tool_call', 'TOOL'],
  ['mcp_tool_call', 'TOOL'],
  ['client_tool_call', 'TOOL'],
  ['provider_tool_call', 'TOOL'],
]);

export function laminarType(type: SpanType): LaminarSpanType {
  return TYPES.get(type) ?? 'DEFAULT';
}
