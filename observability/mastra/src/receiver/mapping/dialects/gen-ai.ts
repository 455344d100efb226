import { SPAN_TYPES, type SpanType } from '@mastra/core/observability';
import type { AttributeBag } from '../attribute-bag.ts';
import { camelCased } from '../own-fields.ts';
import { present } from '../present.ts';
import { toolNames } from '../tools.ts';
import { type CountNames, type Counts, ownUsageOf, takeCounts, usageOf } from '../usage.ts';
import type { Dialect, Meaning, SpanFacts } from './dialect.ts';

const TYPES: Readonly<Record<string, SpanType>> = {
  chat: 'model_generation',
  completion: 'model_generation',
  generate_text: 'model_generation',
  text_completion: 'model_generation',
  generate_content: 'model_generation',
  invoke_agent: 'agent_run',
  create_agent: 'generic',
  invoke_workflow: 'workflow_run',
  execute_tool: 'tool_call',
  embeddings: 'rag_embedding',
  embedding: 'rag_embedding',
  retrieval: 'rag_vector_operation',
};

/** The semantic conventions for generative AI, in all their versions, and what our own exporter adds to them. */
export const GEN_AI: Dialect = {
  speaks: () => true,
  read: (bag, facts) => readGenAi(bag, facts, typeOf(bag)),
};

/** Reads a span whose type is known. */
export function readGenAi(bag: AttributeBag, facts: SpanFacts, type: SpanType): Meaning {
  const { start, isOwn } = facts;
  switch (type) {
    case 'model_generation':
    case 'model_step':
    case 'model_inference':
      return { type, ...model(bag, start, isOwn), ...agentAs('parentEntity', bag) };
    case 'agent_run':
      return { type, attributes: {}, ...messages(bag), ...agentAs('entity', bag) };
    case 'workflow_run': {
      const entityName = bag.text('gen_ai.workflow.name');
      return { type, attributes: {}, ...messages(bag), ...(entityName && { entityType: 'workflow_run', entityName }) };
    }
    case 'tool_call':
    case 'mcp_tool_call':
    case 'client_tool_call':
    case 'provider_tool_call':
      return { type, ...tool(bag), ...agentAs('parentEntity', bag) };
    case 'rag_embedding':
      return { type, attributes: embedding(bag, isOwn), ...messages(bag) };
    default:
      return { type, attributes: {} };
  }
}

/** The type by the name of the operation. */
export function typeOf(bag: AttributeBag): SpanType {
  const own = bag.peek('mastra.span.type');
  if (own !== undefined && (SPAN_TYPES as readonly string[]).includes(own)) {
    bag.take('gen_ai.operation.name');
    return bag.text('mastra.span.type') as SpanType;
  }
  const operation = bag.peek('gen_ai.operation.name');
  const type = operation === undefined ? undefined : TYPES[operation];
  if (type !== undefined) bag.take('gen_ai.operation.name');
  if (type === 'tool_call' && bag.has('mcp.method.name')) return 'mcp_tool_call';
  if (type !== undefined) return type;
  // Instrumentations from before there were operation names.
  const isModelCall =
    operation === undefined && bag.has('gen_ai.request.model') && bag.has('gen_ai.system', 'gen_ai.provider.name');
  return isModelCall ? 'model_generation' : 'generic';
}

function model(bag: AttributeBag, start: Date, isOwn: boolean): Pick<Meaning, 'attributes' | 'input' | 'output'> {
  const reasons = bag.take('gen_ai.response.finish_reasons');
  const reason: unknown = Array.isArray(reasons) ? reasons[0] : reasons;
  const firstChunk = bag.number('gen_ai.response.time_to_first_chunk');
  const attributes = present({
    model: bag.text('gen_ai.request.model'),
    provider: provider(bag),
    parameters: parameters(bag),
    streaming: bag.boolean('gen_ai.request.stream'),
    usage: usage(bag, isOwn),
    finishReason: isOwn && typeof reason === 'string' ? reason.replaceAll('_', '-') : reason,
    completionStartTime:
      firstChunk === undefined ? undefined : new Date(Math.round(start.getTime() + firstChunk * 1000)),
    responseModel: bag.text('gen_ai.response.model'),
    responseId: bag.text('gen_ai.response.id'),
    costUsd: bag.count(...COST),
    tools: isOwn ? undefined : toolNames(bag.take('gen_ai.tool.definitions')),
  });
  return { attributes, ...messages(bag) };
}

const COST = ['mastra.cost_usd', 'mastra.step.cost_usd', 'gen_ai.usage.cost', 'operation.cost'] as const;

const DETAILS = 'gen_ai.usage.details.';

/** The names of counts in the versions of the conventions, and those of libraries that are close to them. */
const COUNTS: CountNames = {
  input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', `${DETAILS}input_tokens`],
  output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', `${DETAILS}output_tokens`],
  total: ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens'],
  cacheRead: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.cached_input_tokens',
    `${DETAILS}cache_read_tokens`,
    `${DETAILS}cache_read_input_tokens`,
    `${DETAILS}cached_tokens`,
    `${DETAILS}cached_content_tokens`,
  ],
  cacheWrite: [
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    `${DETAILS}cache_write_tokens`,
    `${DETAILS}cache_creation_input_tokens`,
  ],
  reasoning: [
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    `${DETAILS}reasoning_tokens`,
    `${DETAILS}thoughts_tokens`,
  ],
  audioIn: ['mastra.usage.audio_input_tokens', `${DETAILS}input_audio_tokens`, `${DETAILS}audio_prompt_tokens`],
  imageIn: ['mastra.usage.image_input_tokens', `${DETAILS}image_prompt_tokens`],
  audioOut: ['mastra.usage.audio_output_tokens', `${DETAILS}output_audio_tokens`],
  imageOut: ['mastra.usage.image_output_tokens'],
};

/** The counts of a step of a call that our own exporter sent: under names that nobody sums. */
const STEP_COUNTS: CountNames = {
  input: ['mastra.step.usage.input_tokens'],
  output: ['mastra.step.usage.output_tokens'],
  cacheRead: ['mastra.step.usage.cache_read_input_tokens'],
  cacheWrite: ['mastra.step.usage.cache_creation_input_tokens'],
  reasoning: ['mastra.step.usage.reasoning_output_tokens'],
  audioIn: ['mastra.step.usage.audio_input_tokens'],
  imageIn: ['mastra.step.usage.image_input_tokens'],
  audioOut: ['mastra.step.usage.audio_output_tokens'],
  imageOut: ['mastra.step.usage.image_output_tokens'],
};

/** Takes the counts that the conventions have names for. */
export function genAiCounts(bag: AttributeBag): Counts {
  const counts = takeCounts(bag, COUNTS);
  // The same count under two names: one is in the usage, the other says no more.
  takeCounts(bag, COUNTS);
  return counts;
}

function usage(bag: AttributeBag, isOwn: boolean) {
  if (!isOwn) return usageOf(genAiCounts(bag));
  return ownUsageOf(takeCounts(bag, COUNTS)) ?? ownUsageOf(takeCounts(bag, STEP_COUNTS));
}

/** Our own exporter says its name for it where the conventions have another. */
function provider(bag: AttributeBag): string | undefined {
  const conventional = bag.text('gen_ai.provider.name', 'gen_ai.system');
  return bag.text('mastra.provider') ?? conventional;
}

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  maxOutputTokens: 'gen_ai.request.max_tokens',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  presencePenalty: 'gen_ai.request.presence_penalty',
  stopSequences: 'gen_ai.request.stop_sequences',
  seed: 'gen_ai.request.seed',
} as const;

function parameters(bag: AttributeBag): Readonly<Record<string, unknown>> | undefined {
  const given = {
    ...present(Object.fromEntries(Object.entries(PARAMETERS).map(([name, from]) => [name, bag.take(from)]))),
    ...camelCased(bag.under('mastra.parameters.')),
  };
  return Object.keys(given).length > 0 ? given : undefined;
}

/** What was asked and answered. */
function messages(bag: AttributeBag): Pick<Meaning, 'input' | 'output'> {
  const asked = bag.content('gen_ai.input.messages', 'gen_ai.prompt');
  const system = bag.content('gen_ai.system_instructions');
  const output = bag.content('gen_ai.output.messages', 'gen_ai.completion');
  const input = asked === undefined && system === undefined ? undefined : present({ system, messages: asked });
  return present({ input, output });
}

function toolType(bag: AttributeBag): string | undefined {
  const conventional = bag.text('gen_ai.tool.type');
  return bag.text('mastra.tool.type') ?? conventional;
}

function tool(bag: AttributeBag): Omit<Meaning, 'type'> {
  const entityName = bag.text('gen_ai.tool.name');
  return {
    attributes: present({
      toolType: toolType(bag),
      toolDescription: bag.text('gen_ai.tool.description'),
      toolCallId: bag.text('gen_ai.tool.call.id'),
    }),
    ...present({ input: bag.content('gen_ai.tool.call.arguments'), output: bag.content('gen_ai.tool.call.result') }),
    ...(entityName === undefined ? {} : { entityType: 'tool', entityName }),
  };
}

function embedding(bag: AttributeBag, isOwn: boolean): Readonly<Record<string, unknown>> {
  return present({
    model: bag.text('gen_ai.request.model'),
    provider: provider(bag),
    usage: usage(bag, isOwn),
    costUsd: bag.count(...COST),
    dimensions: bag.number('gen_ai.embeddings.dimension.count'),
  });
}

function agentAs<P extends 'entity' | 'parentEntity'>(prefix: P, bag: AttributeBag): Partial<Meaning> {
  const id = bag.text('gen_ai.agent.id');
  const name = bag.text('gen_ai.agent.name');
  if (id === undefined && name === undefined) return {};
  return present({ [`${prefix}Type`]: 'agent', [`${prefix}Id`]: id, [`${prefix}Name`]: name });
}
