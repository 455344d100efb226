import type { JsonValue } from './json.ts';
import type { UsageStats } from './usage.ts';

/** Every kind of work that a span can stand for. */
export const SPAN_TYPES = [
  'agent_run',
  'model_generation',
  'model_step',
  'model_inference',
  'model_chunk',
  'tool_call',
  'mcp_tool_call',
  'client_tool_call',
  'provider_tool_call',
  'processor_run',
  'workflow_run',
  'workflow_step',
  'workflow_conditional',
  'workflow_conditional_eval',
  'workflow_parallel',
  'workflow_loop',
  'workflow_sleep',
  'workflow_wait_event',
  'memory_operation',
  'scorer_run',
  'scorer_step',
  'rag_ingestion',
  'rag_embedding',
  'rag_vector_operation',
  'rag_action',
  'graph_action',
  'mapping',
  'generic',
] as const;

export type SpanType = (typeof SPAN_TYPES)[number];

/** Span types by name, for code written against an enum. */
export const SpanType = {
  AGENT_RUN: 'agent_run',
  MODEL_GENERATION: 'model_generation',
  MODEL_STEP: 'model_step',
  MODEL_INFERENCE: 'model_inference',
  MODEL_CHUNK: 'model_chunk',
  TOOL_CALL: 'tool_call',
  MCP_TOOL_CALL: 'mcp_tool_call',
  CLIENT_TOOL_CALL: 'client_tool_call',
  PROVIDER_TOOL_CALL: 'provider_tool_call',
  PROCESSOR_RUN: 'processor_run',
  WORKFLOW_RUN: 'workflow_run',
  WORKFLOW_STEP: 'workflow_step',
  WORKFLOW_CONDITIONAL: 'workflow_conditional',
  WORKFLOW_CONDITIONAL_EVAL: 'workflow_conditional_eval',
  WORKFLOW_PARALLEL: 'workflow_parallel',
  WORKFLOW_LOOP: 'workflow_loop',
  WORKFLOW_SLEEP: 'workflow_sleep',
  WORKFLOW_WAIT_EVENT: 'workflow_wait_event',
  MEMORY_OPERATION: 'memory_operation',
  SCORER_RUN: 'scorer_run',
  SCORER_STEP: 'scorer_step',
  RAG_INGESTION: 'rag_ingestion',
  RAG_EMBEDDING: 'rag_embedding',
  RAG_VECTOR_OPERATION: 'rag_vector_operation',
  RAG_ACTION: 'rag_action',
  GRAPH_ACTION: 'graph_action',
  MAPPING: 'mapping',
  GENERIC: 'generic',
} as const satisfies Record<string, SpanType>;

export interface AgentRunAttributes {
  readonly instructions?: string;
  readonly maxSteps?: number;
  readonly availableTools?: readonly string[];
  /** Set when a processor ended the run with `abort(reason)`. */
  readonly tripwire?: { readonly reason: string; readonly processorId?: string };
}

export interface ModelGenerationAttributes {
  readonly model?: string;
  readonly provider?: string;
  readonly parameters?: Readonly<Record<string, JsonValue | undefined>>;
  readonly streaming?: boolean;
  readonly usage?: UsageStats;
  /** US dollars: what the provider reported, else by price. Absent where that is unknown of one step. */
  readonly costUsd?: number;
  /** Where `costUsd` comes from: the provider, or for one step at least the price list. */
  readonly costSource?: 'provider' | 'prices';
  /** The models without a known price, and the tokens that `costUsd` cannot say the cost of. */
  readonly unpriced?: { readonly models: readonly string[]; readonly tokens: number };
  /** What each model used, where the steps had different ones. */
  readonly byModel?: Readonly<
    Record<string, { readonly provider?: string; readonly usage?: UsageStats; readonly costUsd?: number }>
  >;
  readonly finishReason?: string;
  /** When the first token arrived (streams only). An exported span has it as ISO text. */
  readonly completionStartTime?: Date | string;
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly tools?: readonly string[];
}

export interface ModelStepAttributes {
  /** 0-based. */
  readonly stepIndex?: number;
  /** The step's own, which need not be the generation's. */
  readonly model?: string;
  readonly provider?: string;
  readonly usage?: UsageStats;
  /** US dollars: what the provider reported, else by price. */
  readonly costUsd?: number;
  readonly costSource?: 'provider' | 'prices';
  readonly finishReason?: string;
  readonly isContinued?: boolean;
  readonly responseId?: string;
  readonly responseModel?: string;
}

export interface ToolCallAttributes {
  readonly toolType?: string;
  readonly toolDescription?: string;
  readonly toolCallId?: string;
  readonly success?: boolean;
}

export interface ProcessorRunAttributes {
  readonly processorId?: string;
  readonly phase?: 'input' | 'output_stream' | 'output_result';
  /** 0-based position among the processors of its phase. */
  readonly processorIndex?: number;
}

export interface WorkflowAttributes {
  readonly status?: string;
  readonly stepCount?: number;
  readonly stepId?: string;
  readonly conditionCount?: number;
  readonly conditionIndex?: number;
  readonly conditionResult?: boolean;
  readonly selectedBranches?: readonly number[];
  readonly branchCount?: number;
  readonly loopType?: 'dowhile' | 'dountil' | 'foreach';
  readonly iteration?: number;
  readonly totalIterations?: number;
  readonly concurrency?: number;
  readonly durationMs?: number;
}

export type GenericAttributes = Readonly<Record<string, unknown>>;

/** Attributes by span type; a type that is not listed takes any. */
export interface SpanAttributesMap {
  agent_run: AgentRunAttributes;
  model_generation: ModelGenerationAttributes;
  model_step: ModelStepAttributes;
  model_inference: ModelStepAttributes;
  tool_call: ToolCallAttributes;
  mcp_tool_call: ToolCallAttributes;
  client_tool_call: ToolCallAttributes;
  provider_tool_call: ToolCallAttributes;
  processor_run: ProcessorRunAttributes;
  workflow_run: WorkflowAttributes;
  workflow_step: WorkflowAttributes;
  workflow_conditional: WorkflowAttributes;
  workflow_conditional_eval: WorkflowAttributes;
  workflow_parallel: WorkflowAttributes;
  workflow_loop: WorkflowAttributes;
  workflow_sleep: WorkflowAttributes;
  workflow_wait_event: WorkflowAttributes;
}

/** The attributes of a span type. Further keys of the user's own are welcome on every type. */
export type SpanAttributes<T extends SpanType = SpanType> = (T extends keyof SpanAttributesMap
  ? SpanAttributesMap[T]
  : GenericAttributes) &
  GenericAttributes;
