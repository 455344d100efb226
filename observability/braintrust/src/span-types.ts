import type { SpanType } from '@mastra/core/observability';
import type { RowType } from './row.ts';

/**
 * The form that Braintrust shows a span in. A generation is the one `llm` span of a call: the trace's tokens and cost are
 * the sum over all its spans, so steps and attempts are plain ones and carry neither.
 */
export const ROW_TYPES: Readonly<Record<SpanType, RowType>> = {
  agent_run: 'task',
  model_generation: 'llm',
  model_step: 'task',
  model_inference: 'task',
  model_chunk: 'task',
  tool_call: 'tool',
  mcp_tool_call: 'tool',
  client_tool_call: 'tool',
  provider_tool_call: 'tool',
  processor_run: 'function',
  workflow_run: 'task',
  workflow_step: 'function',
  workflow_conditional: 'function',
  workflow_conditional_eval: 'function',
  workflow_parallel: 'function',
  workflow_loop: 'function',
  workflow_sleep: 'function',
  workflow_wait_event: 'function',
  memory_operation: 'function',
  scorer_run: 'score',
  scorer_step: 'score',
  rag_ingestion: 'function',
  rag_embedding: 'function',
  rag_vector_operation: 'function',
  rag_action: 'function',
  graph_action: 'function',
  mapping: 'function',
  generic: 'function',
};

/** The types whose usage and cost are sent as such; that of steps is part of a generation's. */
export const BILLED_TYPES: ReadonlySet<SpanType> = new Set(['model_generation', 'rag_embedding']);

/** The work of judges, which is not part of what a run cost and took. */
export const SCORER_TYPES: ReadonlySet<SpanType> = new Set(['scorer_run', 'scorer_step']);
