import type { SpanType } from '@mastra/core/observability';

export type RunType = 'llm' | 'chain' | 'tool' | 'retriever' | 'embedding';

/**
 * A span's kind in LangSmith. A generation is the one `llm` run of a call: LangSmith adds the tokens and costs of a trace's
 * runs up, and counts the tokens of an `llm` run itself where it is told none, so steps are chains.
 */
export const RUN_TYPES: Readonly<Record<SpanType, RunType>> = {
  agent_run: 'chain',
  model_generation: 'llm',
  model_step: 'chain',
  model_inference: 'chain',
  model_chunk: 'chain',
  tool_call: 'tool',
  mcp_tool_call: 'tool',
  client_tool_call: 'tool',
  provider_tool_call: 'tool',
  processor_run: 'chain',
  workflow_run: 'chain',
  workflow_step: 'chain',
  workflow_conditional: 'chain',
  workflow_conditional_eval: 'chain',
  workflow_parallel: 'chain',
  workflow_loop: 'chain',
  workflow_sleep: 'chain',
  workflow_wait_event: 'chain',
  memory_operation: 'chain',
  scorer_run: 'chain',
  scorer_step: 'chain',
  rag_ingestion: 'chain',
  rag_embedding: 'embedding',
  rag_vector_operation: 'retriever',
  rag_action: 'chain',
  graph_action: 'chain',
  mapping: 'chain',
  generic: 'chain',
};

/** The types whose usage and cost are sent as such; that of steps is part of a generation's. */
export const BILLED_TYPES: ReadonlySet<SpanType> = new Set(['model_generation', 'rag_embedding']);
