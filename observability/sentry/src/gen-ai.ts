import { type AnyExportedSpan, cacheWriteTokens, type UsageStats } from '@mastra/core/observability';
import { timeOf } from '@mastra/observability/exporters';
import { asText, type PlainAttributes } from './attributes.ts';
import { answerOf, conversationOf } from './messages.ts';
import { agentOf, isTool, type Operation, toolOf, workflowOf } from './operation.ts';

/** Settings of a model by their names in Sentry's conventions. */
const PARAMETERS: Readonly<Record<string, string>> = {
  maxOutputTokens: 'gen_ai.request.max_tokens',
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  presencePenalty: 'gen_ai.request.presence_penalty',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  stopSequences: 'gen_ai.request.stop_sequences',
  seed: 'gen_ai.request.seed',
  reasoning: 'gen_ai.request.reasoning.level',
};

/** Attributes of a span that are told in Sentry's words; the rest keep their own. */
export const TOLD: ReadonlySet<string> = new Set([
  'model',
  'provider',
  'parameters',
  'streaming',
  'usage',
  'costUsd',
  'finishReason',
  'completionStartTime',
  'responseModel',
  'responseId',
  'tools',
  'toolType',
  'toolDescription',
  'toolCallId',
  'instructions',
  'availableTools',
]);

/** What Sentry's AI conventions say of a span that is one of their operations. */
export function genAiAttributes(span: AnyExportedSpan, operation: Operation, includeContent: boolean): PlainAttributes {
  if (!operation.genAi) return {};
  return {
    'gen_ai.operation.name': operation.genAi,
    'gen_ai.agent.name': agentOf(span),
    'gen_ai.pipeline.name': workflowOf(span),
    'gen_ai.conversation.id': span.threadId ?? span.sessionId,
    ...(isTool(span) ? tool(span) : model(span)),
    ...(includeContent && content(span)),
  };
}

function model(span: AnyExportedSpan): PlainAttributes {
  const attributes: PlainAttributes = span.attributes ?? {};
  const { model: requested, responseModel, usage, costUsd, completionStartTime, tools, availableTools } = attributes;
  const names = tools ?? availableTools;
  return {
    'gen_ai.provider.name': providerOf(attributes.provider),
    'gen_ai.request.model': requested,
    'gen_ai.response.model': responseModel ?? requested,
    'gen_ai.response.id': attributes.responseId,
    'gen_ai.response.finish_reasons': attributes.finishReason,
    'gen_ai.response.streaming': attributes.streaming,
    'gen_ai.response.time_to_first_chunk': secondsToFirstToken(span, completionStartTime),
    'gen_ai.tool.definitions':
      Array.isArray(names) && names.length > 0 ? JSON.stringify(names.map(name => ({ name }))) : undefined,
    ...settings(attributes.parameters),
    // An agent's own tokens are those of its generations, which are counted there.
    ...(span.type !== 'agent_run' && usageAttributes(usage as UsageStats | undefined, costUsd)),
  };
}

/** The AI SDK appends the kind of API to the name: `openai.responses`. */
function providerOf(provider: unknown): unknown {
  return typeof provider === 'string'
    ? provider.replace(/\.(?:chat|responses|completion|messages|embedding)$/, '')
    : provider;
}

function secondsToFirstToken({ startTime }: AnyExportedSpan, first: unknown): number | undefined {
  const time = timeOf(first);
  const seconds = time === undefined ? undefined : (time - startTime.getTime()) / 1000;
  return seconds !== undefined && seconds >= 0 ? seconds : undefined;
}

function settings(parameters: unknown): PlainAttributes {
  const named: Record<string, unknown> = {};
  for (const [key, value] of Object.entries((parameters ?? {}) as PlainAttributes)) {
    // The conventions have the seed as text.
    named[PARAMETERS[key] ?? `mastra.parameters.${key}`] = key === 'seed' ? asText(value) : value;
  }
  return named;
}

function usageAttributes(usage: UsageStats | undefined, costUsd: unknown): PlainAttributes {
  const { inputTokens: input, outputTokens: output, inputDetails, outputDetails } = usage ?? {};
  const isKnown = input !== undefined || output !== undefined;
  return {
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.cache_read.input_tokens': inputDetails?.cacheRead,
    'gen_ai.usage.cache_creation.input_tokens': cacheWriteTokens(inputDetails),
    'gen_ai.usage.output_tokens': output,
    'gen_ai.usage.reasoning.output_tokens': outputDetails?.reasoning,
    'gen_ai.usage.total_tokens': isKnown ? (input ?? 0) + (output ?? 0) : undefined,
    'mastra.usage.input_audio_tokens': inputDetails?.audio,
    'mastra.usage.input_image_tokens': inputDetails?.image,
    'mastra.usage.output_audio_tokens': outputDetails?.audio,
    'mastra.usage.output_image_tokens': outputDetails?.image,
    'gen_ai.cost.total_tokens': costUsd,
  };
}

function tool(span: AnyExportedSpan): PlainAttributes {
  const { toolType, toolDescription, toolCallId }: PlainAttributes = span.attributes ?? {};
  return {
    'gen_ai.tool.name': toolOf(span),
    'gen_ai.tool.description': toolDescription,
    // What the provider runs by itself extends the model; everything else is a function.
    'gen_ai.tool.type': span.type === 'provider_tool_call' ? 'extension' : 'function',
    'gen_ai.tool.call.id': toolCallId,
    'mastra.tool_type': toolType,
  };
}

function content(span: AnyExportedSpan): PlainAttributes {
  const { input, output } = span;
  const attributes: PlainAttributes = span.attributes ?? {};
  if (isTool(span)) {
    return { 'gen_ai.tool.call.arguments': asText(input), 'gen_ai.tool.call.result': asText(output) };
  }
  if (span.type === 'rag_embedding') return { 'gen_ai.embeddings.input': asText(input), 'mastra.output': output };
  const { instructions, messages } = conversationOf(input);
  return {
    'gen_ai.system_instructions': attributes.instructions ?? instructions,
    'gen_ai.input.messages': messages,
    'gen_ai.output.messages': answerOf(output, attributes.finishReason),
  };
}
