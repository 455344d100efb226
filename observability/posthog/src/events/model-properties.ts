import { type AnyExportedSpan, cacheWriteTokens, type UsageStats } from '@mastra/core/observability';
import { isRecord, timeOf } from '@mastra/observability/exporters';
import { TOOLS_CALLED } from './tools-called.ts';

/** Attributes that have a property of PostHog's own. */
export const MODEL_ATTRIBUTES: ReadonlySet<string> = new Set([
  'model',
  'provider',
  'parameters',
  'streaming',
  'usage',
  'costUsd',
  'finishReason',
  'completionStartTime',
  'tools',
  TOOLS_CALLED,
]);

/** Models for which PostHog adds the reasoning tokens to the output tokens when it makes the price. */
const ADDS_REASONING = /gemini/i;

/** Model, settings, usage and cost of a generation or an embedding. */
export function modelProperties(span: AnyExportedSpan): Record<string, unknown> {
  const given = (span.attributes ?? {}) as Readonly<Record<string, unknown>>;
  const { provider, parameters, streaming, usage, costUsd, finishReason, completionStartTime, tools } = given;
  const model = given.model ?? given.responseModel;
  const settings = isRecord(parameters) ? parameters : {};
  const firstToken = timeOf(completionStartTime);
  return defined({
    $ai_model: model,
    // `openai.responses` is OpenAI to PostHog's price list.
    $ai_provider: typeof provider === 'string' ? provider.split('.')[0] : undefined,
    $ai_model_parameters: isRecord(parameters) ? parameters : undefined,
    $ai_temperature: settings.temperature,
    $ai_max_tokens: settings.maxOutputTokens,
    $ai_stream: streaming,
    $ai_stop_reason: finishReason,
    $ai_time_to_first_token:
      firstToken === undefined ? undefined : Math.max(0, (firstToken - span.startTime.getTime()) / 1000),
    $ai_tools: Array.isArray(tools) ? tools.map(name => ({ type: 'function', function: { name } })) : undefined,
    ...toolsCalled(given[TOOLS_CALLED]),
    ...(isRecord(usage) && usageProperties(usage as UsageStats, String(model ?? ''))),
    // What the provider charged, in the place of PostHog's estimate.
    ...(typeof costUsd === 'number' && { $ai_total_cost_usd: costUsd, $ai_cost_passthrough: true }),
  });
}

function usageProperties(usage: UsageStats, model: string): Record<string, unknown> {
  const { inputTokens, outputTokens, inputDetails, outputDetails } = usage;
  return {
    $ai_input_tokens: inputTokens,
    $ai_output_tokens: outputTokens,
    $ai_cache_read_input_tokens: inputDetails?.cacheRead,
    $ai_cache_creation_input_tokens: cacheWriteTokens(inputDetails),
    // Our totals hold the cached tokens for every provider; for some PostHog would assume the opposite.
    ...(inputTokens !== undefined && { $ai_cache_reporting_exclusive: false }),
    ...(!ADDS_REASONING.test(model) && { $ai_reasoning_tokens: outputDetails?.reasoning }),
    usage,
  };
}

function toolsCalled(names: unknown): Record<string, unknown> {
  if (!Array.isArray(names)) return {};
  return { $ai_tools_called: [...new Set(names)].join(','), $ai_tool_call_count: names.length };
}

function defined(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
