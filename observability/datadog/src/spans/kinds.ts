import type { SpanType } from '@mastra/core/observability';
import type { LlmObsKind } from '../protocol.ts';

/**
 * Datadog's kind for every span type. The model generation is the `llm` span, so that it alone carries tokens and cost:
 * Datadog sums them over all `llm` and `embedding` spans, and counts `llm` spans in its bill.
 */
const KINDS: Readonly<Record<SpanType, LlmObsKind>> = {
  agent_run: 'agent',
  model_generation: 'llm',
  model_step: 'task',
  model_inference: 'task',
  model_chunk: 'task',
  tool_call: 'tool',
  mcp_tool_call: 'tool',
  client_tool_call: 'tool',
  provider_tool_call: 'tool',
  processor_run: 'task',
  workflow_run: 'workflow',
  workflow_step: 'workflow',
  workflow_conditional: 'workflow',
  workflow_conditional_eval: 'task',
  workflow_parallel: 'workflow',
  workflow_loop: 'workflow',
  workflow_sleep: 'task',
  workflow_wait_event: 'task',
  memory_operation: 'task',
  scorer_run: 'workflow',
  scorer_step: 'task',
  rag_ingestion: 'workflow',
  rag_embedding: 'embedding',
  rag_vector_operation: 'retrieval',
  rag_action: 'task',
  graph_action: 'task',
  mapping: 'task',
  generic: 'task',
};

/** Kinds that Datadog does not take for the root of a trace. An embedding stays one: its tokens count only there. */
const NEVER_ROOT: ReadonlySet<LlmObsKind> = new Set(['tool', 'task', 'retrieval']);

export function kindOf(type: SpanType, isRoot: boolean): LlmObsKind {
  const kind = KINDS[type] ?? 'task';
  return isRoot && NEVER_ROOT.has(kind) ? 'workflow' : kind;
}
