import type { SpanType } from '@mastra/core/observability';
import { objectOf } from '../../wire/types.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import { identityOf } from '../identity.ts';
import { type Message, messageOf, toolCallOf } from '../messages.ts';
import { present } from '../present.ts';
import { toolNames } from '../tools.ts';
import type { Dialect, Meaning, SpanFacts } from './dialect.ts';
import { readGenAi, typeOf as typeByOperation } from './gen-ai.ts';

const KIND = 'traceloop.span.kind';
const PROPERTIES = 'traceloop.association.properties.';
const PROMPTS = 'gen_ai.prompt.';
const COMPLETIONS = 'gen_ai.completion.';

/** OpenLLMetry: Traceloop's decorators and instrumentations, and others that write messages as `gen_ai.prompt.0.role`. */
export const OPENLLMETRY: Dialect = {
  speaks: bag =>
    bag.has(KIND, 'llm.request.type', 'traceloop.entity.name', 'traceloop.workflow.name') ||
    bag.hasList(PROMPTS) ||
    bag.hasList(COMPLETIONS),
  read(bag, facts) {
    const type = typeOf(bag);
    const asked = messagesOf(bag.list(PROMPTS));
    const answered = messagesOf(bag.list(COMPLETIONS));
    const finishReason = answered?.[0]?.finish_reason;
    const tools = toolNames(bag.list('llm.request.functions.'));
    const streaming = bag.boolean('llm.is_streaming');
    const base = readGenAi(bag, facts, type);
    const entity = entityFor(type, bag, facts);
    const identity = identityOf(bag.under(PROPERTIES));
    return {
      ...base,
      attributes: present({ streaming, finishReason, tools, ...base.attributes }),
      ...present({
        input:
          asked === undefined
            ? (base.input ?? argumentsOf(bag.content('traceloop.entity.input')))
            : { messages: asked },
        output: answered ?? base.output ?? bag.content('traceloop.entity.output'),
      }),
      ...entity,
      correlation: { ...entity.correlation, ...identity.correlation },
      metadata: identity.metadata,
    };
  },
};

function typeOf(bag: AttributeBag): SpanType {
  const kind = bag.text(KIND);
  const request = bag.text('llm.request.type');
  switch (kind) {
    case 'workflow':
      return 'workflow_run';
    case 'task':
      return 'workflow_step';
    case 'agent':
      return 'agent_run';
    case 'tool':
      return 'tool_call';
    default:
  }
  switch (request) {
    case 'chat':
    case 'completion':
      return 'model_generation';
    case 'embedding':
      return 'rag_embedding';
    case 'rerank':
      return 'rag_action';
    default:
  }
  const type = typeByOperation(bag);
  const hasMessages = bag.hasList(PROMPTS) || bag.hasList(COMPLETIONS);
  return type === 'generic' && hasMessages ? 'model_generation' : type;
}

function messagesOf(list: readonly unknown[]): readonly Message[] | undefined {
  if (list.length === 0) return undefined;
  return list.map(item => {
    const { role, content, tool_calls: calls, tool_call_id: toolCallId, finish_reason: finishReason } = objectOf(item);
    const toolCalls = Array.isArray(calls) ? calls.map(toolCallOf) : [];
    return messageOf({ role, content, toolCalls, toolCallId, finishReason });
  });
}

/** The decorators write `{ inputs: { args, kwargs } }`; what has nothing else in it is unwrapped. */
function argumentsOf(input: unknown): unknown {
  const { inputs, ...others } = objectOf(input);
  const isWrapper = inputs !== undefined && Object.keys(others).every(name => WRAPPING.has(name));
  return isWrapper ? inputs : input;
}

const WRAPPING = new Set(['tags', 'metadata', 'kwargs']);

function entityFor(type: SpanType, bag: AttributeBag, { name }: SpanFacts): Partial<Meaning> {
  const entity = bag.text('traceloop.entity.name') ?? name;
  const workflow = bag.text('traceloop.workflow.name');
  switch (type) {
    case 'workflow_run':
      return { entityType: 'workflow_run', entityName: workflow ?? entity };
    case 'workflow_step':
      return { entityType: 'workflow_step', entityName: entity, ...within(workflow) };
    case 'agent_run':
      return { entityType: 'agent', entityName: entity, ...within(workflow) };
    case 'tool_call':
      return { entityType: 'tool', entityName: entity, ...within(workflow) };
    default:
      return within(workflow);
  }
}

function within(workflow: string | undefined): Partial<Meaning> {
  return workflow === undefined ? {} : { correlation: { rootEntityType: 'workflow_run', rootEntityName: workflow } };
}
