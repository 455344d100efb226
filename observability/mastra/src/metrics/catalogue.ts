import type { MetricType } from '@mastra/core/observability';

export interface MetricDefinition {
  readonly type: MetricType;
  /** UCUM. */
  readonly unit?: string;
  readonly labels: readonly string[];
  readonly description: string;
}

/** Every metric that is derived from spans, scores and feedback, by its public name. */
export const METRIC_CATALOGUE = {
  mastra_agent_runs_started: { type: 'counter', labels: ['agent', 'env', 'service'], description: 'Agent runs begun' },
  mastra_agent_runs_ended: {
    type: 'counter',
    labels: ['agent', 'status', 'env', 'service'],
    description: 'Agent runs ended',
  },
  mastra_agent_duration_ms: {
    type: 'histogram',
    unit: 'ms',
    labels: ['agent', 'status', 'env', 'service'],
    description: 'Length of an agent run',
  },

  mastra_model_requests_started: {
    type: 'counter',
    labels: ['model', 'provider', 'agent'],
    description: 'Model generations begun',
  },
  mastra_model_requests_ended: {
    type: 'counter',
    labels: ['model', 'provider', 'agent', 'status'],
    description: 'Model generations ended',
  },
  mastra_model_duration_ms: {
    type: 'histogram',
    unit: 'ms',
    labels: ['model', 'provider', 'agent'],
    description: 'Length of a model generation',
  },
  mastra_model_input_tokens: {
    type: 'counter',
    unit: '{token}',
    labels: ['model', 'provider', 'agent'],
    description: 'Input tokens, cached ones included',
  },
  mastra_model_output_tokens: {
    type: 'counter',
    unit: '{token}',
    labels: ['model', 'provider', 'agent'],
    description: 'Output tokens, reasoning included',
  },
  mastra_model_cache_read_tokens: {
    type: 'counter',
    unit: '{token}',
    labels: ['model', 'provider', 'agent'],
    description: 'Input tokens read from the provider’s cache',
  },
  mastra_model_cache_write_tokens: {
    type: 'counter',
    unit: '{token}',
    labels: ['model', 'provider', 'agent'],
    description: 'Input tokens written to the provider’s cache',
  },
  mastra_model_time_to_first_token_ms: {
    type: 'histogram',
    unit: 'ms',
    labels: ['model', 'provider', 'agent'],
    description: 'From the request to the first token of a stream',
  },
  mastra_model_cost_usd: {
    type: 'counter',
    unit: 'usd',
    labels: ['model', 'provider', 'agent'],
    description: 'Cost of a generation, where a price is known',
  },

  mastra_model_unpriced_tokens: {
    type: 'counter',
    unit: '{token}',
    labels: ['model', 'provider', 'agent'],
    description: 'Input and output tokens of generations whose cost is unknown: what sums of the cost leave out',
  },

  mastra_tool_calls_started: { type: 'counter', labels: ['tool', 'agent', 'env'], description: 'Tool calls begun' },
  mastra_tool_calls_ended: {
    type: 'counter',
    labels: ['tool', 'agent', 'status', 'env'],
    description: 'Tool calls ended',
  },
  mastra_tool_duration_ms: {
    type: 'histogram',
    unit: 'ms',
    labels: ['tool', 'agent', 'env'],
    description: 'Length of a tool call',
  },

  mastra_workflow_runs_started: { type: 'counter', labels: ['workflow', 'env'], description: 'Workflow runs begun' },
  mastra_workflow_runs_ended: {
    type: 'counter',
    labels: ['workflow', 'status', 'env'],
    description: 'Workflow runs ended',
  },
  mastra_workflow_duration_ms: {
    type: 'histogram',
    unit: 'ms',
    labels: ['workflow', 'status', 'env'],
    description: 'Length of a workflow run',
  },

  mastra_processor_duration_ms: {
    type: 'histogram',
    unit: 'ms',
    labels: ['processor', 'phase', 'env'],
    description: 'Length of a processor run',
  },

  mastra_scores_total: {
    type: 'counter',
    labels: ['scorer', 'entity_type', 'experiment'],
    description: 'Scores given',
  },
  mastra_feedback_total: {
    type: 'counter',
    labels: ['feedback_type', 'source', 'entity_type', 'experiment'],
    description: 'Feedback given',
  },
} as const satisfies Record<string, MetricDefinition>;

export type BuiltInMetric = keyof typeof METRIC_CATALOGUE;
