import type { SpanType } from '@mastra/core/observability';
import { listOf, objectOf } from '../../wire/types.ts';
import type { AttributeBag } from '../attribute-bag.ts';
import { messagesOfEvents } from '../messages.ts';
import { parametersOf } from '../parameters.ts';
import { present } from '../present.ts';
import { toolNames } from '../tools.ts';
import type { Dialect, Meaning, SpanFacts } from './dialect.ts';
import { readGenAi, typeOf as typeByOperation } from './gen-ai.ts';

/** What only these libraries write. */
const NAMES = [
  'all_messages_events',
  'pydantic_ai.all_messages',
  'model_request_parameters',
  'tool_arguments',
  'tool_response',
  'request_data',
] as const;

/** Pydantic AI in all its versions, and Logfire's instrumentations of the libraries of providers. */
export const PYDANTIC_AI: Dialect = {
  speaks: (bag, { scopeName = '' }) =>
    scopeName === 'pydantic-ai' ||
    scopeName.startsWith('logfire') ||
    bag.has(...NAMES, 'logfire.msg', 'logfire.span_type'),
  read(bag, facts) {
    const type = typeOf(bag, facts);
    const base = readGenAi(bag, facts, type);
    const message = bag.text('logfire.msg');
    for (const name of ['logfire.json_schema', 'logfire.msg_template', 'logfire.span_type']) bag.take(name);
    return { ...base, ...contentFor(type, bag, base), ...(message !== undefined && { metadata: { message } }) };
  },
};

function typeOf(bag: AttributeBag, { name, scopeName }: SpanFacts): SpanType {
  const type = typeByOperation(bag);
  if (type !== 'generic') return type;
  if (bag.has('all_messages_events', 'pydantic_ai.all_messages')) return 'agent_run';
  if (scopeName === 'pydantic-ai' && /^(?:agent run|invoke_agent)\b/.test(name)) return 'agent_run';
  if (bag.has('tool_arguments', 'tool_response') || bag.has('gen_ai.tool.call.id')) return 'tool_call';
  const isRequest = bag.has('model_request_parameters') || (bag.has('request_data') && bag.has('gen_ai.request.model'));
  return isRequest ? 'model_generation' : 'generic';
}

function contentFor(type: SpanType, bag: AttributeBag, base: Meaning): Partial<Meaning> {
  switch (type) {
    case 'agent_run':
      return agentOf(bag, base);
    case 'tool_call':
      return toolOf(bag, base);
    case 'model_generation':
      return modelOf(bag, base);
    default:
      return {};
  }
}

function agentOf(bag: AttributeBag, base: Meaning): Partial<Meaning> {
  const all = bag.content('pydantic_ai.all_messages', 'all_messages_events');
  const name = base.entityName ?? bag.text('agent_name');
  const messages = messagesOfEvents(listOf(all).map(objectOf));
  return present({
    ...(name !== undefined && { entityType: 'agent' as const, entityName: name }),
    attributes: present({ ...base.attributes, model: bag.text('model_name') }),
    // All messages of the run, the answers among them, are what the agent worked on.
    input:
      base.input ??
      (all === undefined ? undefined : { messages: messages ? [...messages.asked, ...messages.answered] : all }),
    output: base.output ?? bag.content('final_result'),
  });
}

function toolOf(bag: AttributeBag, base: Meaning): Partial<Meaning> {
  return present({
    input: base.input ?? bag.content('tool_arguments'),
    output: base.output ?? bag.content('tool_response'),
  });
}

function modelOf(bag: AttributeBag, base: Meaning): Partial<Meaning> {
  const messages = messagesOfEvents(listOf(bag.content('events')).map(objectOf));
  const request = objectOf(bag.content('request_data'));
  const response = objectOf(bag.content('response_data'));
  const offered = objectOf(bag.content('model_request_parameters'));
  const tools = toolNames([...listOf(offered.function_tools), ...listOf(request.tools)]);
  const asked = messages?.asked ?? request.messages ?? request.input;
  const answered = messages?.answered ?? response.message ?? response.combined_chunk_content;
  return present({
    attributes: present({ tools, parameters: parametersOf(request), ...base.attributes }),
    input: base.input ?? (asked === undefined ? undefined : { messages: asked }),
    output: base.output ?? answered,
  });
}
