import { type EntityType, SPAN_TYPES, type SpanType } from '@mastra/core/observability';
import type { AttributeBag } from './attribute-bag.ts';
import { camelCased } from './own-fields.ts';
import { stepUsageOf, usageOf } from './usage.ts';

/** What a span turns out to be by the semantic conventions for generative AI. */
export interface GenAiMeaning {
  readonly type: SpanType;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly entityType?: EntityType;
  readonly entityId?: string;
  readonly entityName?: string;
  /** The agent that a call of a model or tool was made for, where the span names it. */
  readonly parentEntityType?: EntityType;
  readonly parentEntityId?: string;
  readonly parentEntityName?: string;
}

const TYPES: Readonly<Record<string, SpanType>> = {
  chat: 'model_generation',
  text_completion: 'model_generation',
  generate_content: 'model_generation',
  invoke_agent: 'agent_run',
  invoke_workflow: 'workflow_run',
  execute_tool: 'tool_call',
  embeddings: 'rag_embedding',
  retrieval: 'rag_vector_operation',
};

/** Reads what it knows out of the attributes. Whatever it does not know stays in them. */
export function genAiMeaning(bag: AttributeBag, start: Date, isOwn = false): GenAiMeaning {
  const type = typeOf(bag);
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
      return { type, attributes: embedding(bag, isOwn) };
    default:
      return { type, attributes: {} };
  }
}

function typeOf(bag: AttributeBag): SpanType {
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

function model(bag: AttributeBag, start: Date, isOwn: boolean): Pick<GenAiMeaning, 'attributes' | 'input' | 'output'> {
  const reasons = bag.take('gen_ai.response.finish_reasons');
  const reason: unknown = Array.isArray(reasons) ? reasons[0] : reasons;
  const firstChunk = bag.number('gen_ai.response.time_to_first_chunk');
  const attributes = present({
    model: bag.text('gen_ai.request.model'),
    provider: provider(bag),
    parameters: parameters(bag),
    streaming: bag.boolean('gen_ai.request.stream'),
    usage: usageOf(bag, isOwn) ?? stepUsageOf(bag),
    finishReason: isOwn && typeof reason === 'string' ? reason.replaceAll('_', '-') : reason,
    completionStartTime:
      firstChunk === undefined ? undefined : new Date(Math.round(start.getTime() + firstChunk * 1000)),
    responseModel: bag.text('gen_ai.response.model'),
    responseId: bag.text('gen_ai.response.id'),
    costUsd: bag.count(...COST),
  });
  return { attributes, ...messages(bag) };
}

const COST = ['mastra.cost_usd', 'mastra.step.cost_usd', 'gen_ai.usage.cost'] as const;

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

function messages(bag: AttributeBag): Pick<GenAiMeaning, 'input' | 'output'> {
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

function tool(bag: AttributeBag): Omit<GenAiMeaning, 'type'> {
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
    usage: usageOf(bag, isOwn),
    costUsd: bag.count(...COST),
    dimensions: bag.number('gen_ai.embeddings.dimension.count'),
  });
}

function agentAs<P extends 'entity' | 'parentEntity'>(prefix: P, bag: AttributeBag): Partial<GenAiMeaning> {
  const id = bag.text('gen_ai.agent.id');
  const name = bag.text('gen_ai.agent.name');
  if (id === undefined && name === undefined) return {};
  return present({ [`${prefix}Type`]: 'agent', [`${prefix}Id`]: id, [`${prefix}Name`]: name });
}

function present<T extends Readonly<Record<string, unknown>>>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
