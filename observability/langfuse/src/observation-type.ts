import type { AnyExportedSpan, SpanType } from '@mastra/core/observability';

/** The types of Langfuse's observations. */
export type ObservationType =
  | 'span'
  | 'generation'
  | 'event'
  | 'embedding'
  | 'agent'
  | 'tool'
  | 'chain'
  | 'retriever'
  | 'evaluator'
  | 'guardrail';

/**
 * `model_step` and `model_inference` are parts of a generation, not further ones: Langfuse adds up what every
 * observation with a model or a usage consumed.
 */
const TYPES: Readonly<Record<SpanType, ObservationType>> = {
  agent_run: 'agent',
  model_generation: 'generation',
  model_step: 'span',
  model_inference: 'span',
  model_chunk: 'event',
  tool_call: 'tool',
  mcp_tool_call: 'tool',
  client_tool_call: 'tool',
  provider_tool_call: 'tool',
  processor_run: 'guardrail',
  workflow_run: 'chain',
  workflow_step: 'chain',
  workflow_conditional: 'span',
  workflow_conditional_eval: 'span',
  workflow_parallel: 'span',
  workflow_loop: 'span',
  workflow_sleep: 'span',
  workflow_wait_event: 'span',
  memory_operation: 'span',
  scorer_run: 'evaluator',
  scorer_step: 'evaluator',
  rag_ingestion: 'chain',
  rag_embedding: 'embedding',
  rag_vector_operation: 'retriever',
  rag_action: 'span',
  graph_action: 'span',
  mapping: 'span',
  generic: 'span',
};

/** What Langfuse shows a span as. A point in time is an event whatever its type, except where it consumed tokens. */
export function observationType(span: Pick<AnyExportedSpan, 'type' | 'isEvent'>): ObservationType {
  // A formatter may have made up a type.
  const type = TYPES[span.type] ?? 'span';
  return span.isEvent && !consumesTokens(type) ? 'event' : type;
}

/** Whether an observation of this type is given a model, usage and cost. */
export function consumesTokens(type: ObservationType): boolean {
  return type === 'generation' || type === 'embedding';
}
