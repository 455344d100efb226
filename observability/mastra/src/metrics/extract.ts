import {
  type CorrelationContext,
  cacheWriteTokens,
  type ModelGenerationAttributes,
  type SpanAttributes,
  type SpanEndReason,
  type SpanErrorInfo,
  type SpanType,
} from '@mastra/core/observability';
import { tokensOf } from '../usage/totals.ts';
import type { BuiltInMetric } from './catalogue.ts';

/** What the derived metrics read of a span. */
export interface SpanFacts {
  readonly type: SpanType;
  readonly name: string;
  readonly startTime: Date;
  readonly durationMs: number;
  readonly attributes: SpanAttributes | undefined;
  readonly errorInfo: SpanErrorInfo | undefined;
  readonly endReason: SpanEndReason | undefined;
  readonly correlation: CorrelationContext;
}

/**
 * Takes a measurement of a span. A function instead of a list, and given the span so that one function does for all of
 * them: this runs twice in the life of every span.
 */
export type MeasurementSink<S extends SpanFacts = SpanFacts> = (
  name: BuiltInMetric,
  value: number,
  labels: Readonly<Record<string, string>>,
  span: S,
) => void;

/** Finds the labels for these values, in the catalogue's order: shared objects, one for each combination. */
export interface LabelSource {
  labels(family: BuiltInMetric, a?: string, b?: string, c?: string, d?: string): Readonly<Record<string, string>>;
}

export type SpanMoment = 'started' | 'ended';

/** The measurements that the beginning or the end of a span gives rise to. They depend on the span and on nothing else. */
export function deriveSpanMetrics<S extends SpanFacts>(
  moment: SpanMoment,
  span: S,
  source: LabelSource,
  record: MeasurementSink<S>,
): void {
  switch (span.type) {
    case 'agent_run':
      agentMetrics(moment, span, source, record);
      break;
    case 'model_generation':
      modelMetrics(moment, span, source, record);
      break;
    case 'rag_embedding':
      embeddingMetrics(moment, span, source, record);
      break;
    case 'tool_call':
    case 'mcp_tool_call':
    case 'client_tool_call':
    case 'provider_tool_call':
      toolMetrics(moment, span, source, record);
      break;
    case 'workflow_run':
      workflowMetrics(moment, span, source, record);
      break;
    case 'processor_run':
      processorMetrics(moment, span, source, record);
      break;
    default:
  }
}

function agentMetrics<S extends SpanFacts>(
  moment: SpanMoment,
  span: S,
  source: LabelSource,
  record: MeasurementSink<S>,
): void {
  const { entityName, entityId, environment, serviceName } = span.correlation;
  const agent = entityName ?? entityId;
  if (moment === 'started') {
    record(
      'mastra_agent_runs_started',
      1,
      source.labels('mastra_agent_runs_started', agent, environment, serviceName),
      span,
    );
    return;
  }
  const labels = source.labels('mastra_agent_runs_ended', agent, statusOf(span), environment, serviceName);
  record('mastra_agent_runs_ended', 1, labels, span);
  record('mastra_agent_duration_ms', span.durationMs, labels, span);
}

function modelMetrics<S extends SpanFacts>(
  moment: SpanMoment,
  span: S,
  source: LabelSource,
  record: MeasurementSink<S>,
): void {
  const attributes = (span.attributes ?? {}) as ModelGenerationAttributes;
  const { model, provider, unpriced, completionStartTime } = attributes;
  const agent = agentOf(span.correlation);
  const labels = source.labels('mastra_model_requests_started', model, provider, agent);
  if (moment === 'started') {
    record('mastra_model_requests_started', 1, labels, span);
    return;
  }
  record(
    'mastra_model_requests_ended',
    1,
    source.labels('mastra_model_requests_ended', model, provider, agent, statusOf(span)),
    span,
  );
  record('mastra_model_duration_ms', span.durationMs, labels, span);
  // Tokens and cost belong to the model that used them, where steps had different ones.
  for (const [name, used] of Object.entries(attributes.byModel ?? { '': attributes })) {
    const of =
      name === '' ? labels : source.labels('mastra_model_input_tokens', name, used.provider ?? provider, agent);
    const amount = (metric: BuiltInMetric, value: number | undefined) => {
      if (value !== undefined && Number.isFinite(value)) record(metric, value, of, span);
    };
    amount('mastra_model_input_tokens', used.usage?.inputTokens);
    amount('mastra_model_output_tokens', used.usage?.outputTokens);
    amount('mastra_model_cache_read_tokens', used.usage?.inputDetails?.cacheRead);
    amount('mastra_model_cache_write_tokens', cacheWriteTokens(used.usage?.inputDetails));
    amount('mastra_model_cost_usd', used.costUsd);
  }
  const unpricedTokens = unpriced?.tokens ?? (attributes.costUsd === undefined ? tokensOf(attributes.usage) : 0);
  if (unpricedTokens > 0) record('mastra_model_unpriced_tokens', unpricedTokens, labels, span);
  if (completionStartTime !== undefined) {
    // A captured date is text by now.
    const wait = new Date(completionStartTime).getTime() - span.startTime.getTime();
    if (wait >= 0) record('mastra_model_time_to_first_token_ms', wait, labels, span);
  }
}

/** An embedding is no generation; it is charged all the same. */
function embeddingMetrics<S extends SpanFacts>(
  moment: SpanMoment,
  span: S,
  source: LabelSource,
  record: MeasurementSink<S>,
): void {
  const { model, provider, costUsd } = (span.attributes ?? {}) as ModelGenerationAttributes;
  if (moment === 'started' || costUsd === undefined) return;
  record(
    'mastra_model_cost_usd',
    costUsd,
    source.labels('mastra_model_cost_usd', model, provider, agentOf(span.correlation)),
    span,
  );
}

function toolMetrics<S extends SpanFacts>(
  moment: SpanMoment,
  span: S,
  source: LabelSource,
  record: MeasurementSink<S>,
): void {
  const { entityName, entityId, entityType, environment } = span.correlation;
  const tool = entityType === 'tool' ? (entityName ?? entityId) : span.name;
  const agent = agentOf(span.correlation);
  const labels = source.labels('mastra_tool_calls_started', tool, agent, environment);
  if (moment === 'started') {
    record('mastra_tool_calls_started', 1, labels, span);
    return;
  }
  record(
    'mastra_tool_calls_ended',
    1,
    source.labels('mastra_tool_calls_ended', tool, agent, statusOf(span), environment),
    span,
  );
  record('mastra_tool_duration_ms', span.durationMs, labels, span);
}

function workflowMetrics<S extends SpanFacts>(
  moment: SpanMoment,
  span: S,
  source: LabelSource,
  record: MeasurementSink<S>,
): void {
  const { entityName, entityId, environment } = span.correlation;
  const workflow = entityName ?? entityId;
  if (moment === 'started') {
    record(
      'mastra_workflow_runs_started',
      1,
      source.labels('mastra_workflow_runs_started', workflow, environment),
      span,
    );
    return;
  }
  const labels = source.labels('mastra_workflow_runs_ended', workflow, statusOf(span), environment);
  record('mastra_workflow_runs_ended', 1, labels, span);
  record('mastra_workflow_duration_ms', span.durationMs, labels, span);
}

function processorMetrics<S extends SpanFacts>(
  moment: SpanMoment,
  span: S,
  source: LabelSource,
  record: MeasurementSink<S>,
): void {
  if (moment === 'started') return;
  const { entityName, entityId, environment } = span.correlation;
  const phase = (span.attributes as { phase?: string } | undefined)?.phase;
  const labels = source.labels('mastra_processor_duration_ms', entityName ?? entityId, phase, environment);
  record('mastra_processor_duration_ms', span.durationMs, labels, span);
}

/** The nearest agent that a span works for. */
function agentOf(of: CorrelationContext): string | undefined {
  if (of.entityType === 'agent') return of.entityName ?? of.entityId;
  if (of.parentEntityType === 'agent') return of.parentEntityName ?? of.parentEntityId;
  if (of.rootEntityType === 'agent') return of.rootEntityName ?? of.rootEntityId;
  return undefined;
}

function statusOf(span: SpanFacts): string {
  return span.errorInfo ? 'error' : (span.endReason ?? 'success');
}
