import type { SpanType } from '@mastra/core/observability';
import { listOf, objectOf } from '../../wire/types.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import { identityOf } from '../identity.ts';
import { contentOf } from '../json-content.ts';
import { messageOf } from '../messages.ts';
import { parametersOf } from '../parameters.ts';
import { present } from '../present.ts';
import { toolNames } from '../tools.ts';
import { type CountNames, takeCounts, usageOf } from '../usage.ts';
import type { Dialect, Meaning, SpanFacts } from './dialect.ts';
import { readGenAi } from './gen-ai.ts';

/** The spans of the AI SDK's own telemetry (`experimental_telemetry`). */
export const AI_SDK: Dialect = {
  speaks: bag => bag.peek('ai.operationId') !== undefined || (bag.peek('operation.name')?.startsWith('ai.') ?? false),
  read(bag, facts) {
    const operation = bag.text('ai.operationId') ?? bag.peek('operation.name')!.split(' ')[0]!;
    bag.take('operation.name');
    const type = typeOf(operation);
    const identity = identityOf(bag.under('ai.telemetry.metadata.'));
    const functionId = bag.text('ai.telemetry.functionId');
    bag.take('resource.name');
    const base = readGenAi(bag, facts, type);
    const own = contentFor(type, bag, facts);
    return {
      ...base,
      ...own,
      attributes: { ...base.attributes, ...own.attributes },
      ...identity,
      metadata: present({ ...identity.metadata, functionId }),
    };
  },
};

/** A call and the requests that it makes to the provider both have the tokens: the requests are its steps. */
function typeOf(operation: string): SpanType {
  if (operation === 'ai.toolCall') return 'tool_call';
  if (/^ai\.embed(?:Many)?$/.test(operation)) return 'rag_embedding';
  if (/^ai\.embed(?:Many)?\.do/.test(operation) || operation.startsWith('ai.rerank')) return 'rag_action';
  if (/^ai\.(?:generate|stream)(?:Text|Object)\.do/.test(operation)) return 'model_step';
  return /^ai\.(?:generate|stream)/.test(operation) ? 'model_generation' : 'generic';
}

function contentFor(type: SpanType, bag: AttributeBag, facts: SpanFacts): Omit<Meaning, 'type'> {
  switch (type) {
    case 'tool_call':
      return toolOf(bag);
    case 'rag_embedding':
    case 'rag_action':
      return embeddingOf(bag);
    default:
      return modelOf(bag, facts);
  }
}

const COUNTS: CountNames = {
  input: ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
  output: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
  total: ['ai.usage.totalTokens'],
  uncached: ['ai.usage.inputTokenDetails.noCacheTokens'],
  cacheRead: ['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens'],
  cacheWrite: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
  reasoning: ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'],
};

function usage(bag: AttributeBag) {
  const counts = takeCounts(bag, COUNTS);
  // The same under the names of an older version.
  takeCounts(bag, COUNTS);
  bag.count('ai.usage.outputTokenDetails.textTokens');
  return usageOf(counts);
}

function modelOf(bag: AttributeBag, { start }: SpanFacts): Omit<Meaning, 'type'> {
  const wait = bag.number('ai.response.msToFirstChunk');
  const parameters = parametersOf(bag.under('ai.settings.'));
  const attributes = present({
    model: bag.text('ai.model.id'),
    provider: bag.text('ai.model.provider'),
    ...(parameters && { parameters }),
    usage: usage(bag),
    finishReason: bag.text('ai.response.finishReason', 'ai.finishReason'),
    responseModel: bag.text('ai.response.model'),
    responseId: bag.text('ai.response.id'),
    completionStartTime: wait === undefined ? undefined : new Date(Math.round(start.getTime() + wait)),
    streaming: wait === undefined ? undefined : true,
    tools: toolNames(bag.content('ai.prompt.tools')),
  });
  return { attributes, ...present({ input: askedOf(bag), output: answeredOf(bag) }) };
}

/** The messages as they went to the provider, or what the program gave. */
function askedOf(bag: AttributeBag): unknown {
  const messages = bag.content('ai.prompt.messages');
  const prompt = bag.content('ai.prompt');
  if (messages !== undefined) return { messages };
  const { system, prompt: text, messages: given } = objectOf(prompt);
  if (typeof text === 'string') return present({ system, messages: [messageOf({ role: 'user', content: text })] });
  return given === undefined && text === undefined ? prompt : present({ system, messages: given ?? text });
}

function answeredOf(bag: AttributeBag): unknown {
  const text = bag.text('ai.response.text', 'ai.result.text');
  const object = bag.content('ai.response.object', 'ai.result.object');
  const reasoning = bag.text('ai.response.reasoning');
  const calls = listOf(bag.content('ai.response.toolCalls', 'ai.result.toolCalls')).map(call => {
    const { toolCallId, toolName, input, args } = objectOf(call);
    return { id: toolCallId, name: toolName, arguments: input ?? args };
  });
  if (object !== undefined) return object;
  if (text === undefined && reasoning === undefined && calls.length === 0) return undefined;
  const message = messageOf({ role: 'assistant', content: text, toolCalls: calls });
  const thought = reasoning === undefined ? [] : [{ type: 'reasoning', content: reasoning }];
  return [{ ...message, parts: [...thought, ...message.parts] }];
}

function toolOf(bag: AttributeBag): Omit<Meaning, 'type'> {
  const name = bag.text('ai.toolCall.name');
  return {
    attributes: present({ toolType: 'function', toolCallId: bag.text('ai.toolCall.id') }),
    ...present({ input: bag.content('ai.toolCall.args'), output: bag.content('ai.toolCall.result') }),
    ...(name !== undefined && { entityType: 'tool', entityName: name }),
  };
}

function embeddingOf(bag: AttributeBag): Omit<Meaning, 'type'> {
  const values = bag.take('ai.values', 'ai.value');
  const input = Array.isArray(values) ? values.map(contentOf) : contentOf(values);
  const embeddings = bag.take('ai.embeddings', 'ai.embedding');
  const first = contentOf(Array.isArray(embeddings) ? embeddings[0] : embeddings);
  return {
    attributes: present({
      model: bag.text('ai.model.id'),
      provider: bag.text('ai.model.provider'),
      usage: usage(bag),
      dimensions: Array.isArray(first) ? first.length : undefined,
    }),
    ...present({ input }),
  };
}
