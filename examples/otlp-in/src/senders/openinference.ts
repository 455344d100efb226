import type { SentSpan } from '../sender.ts';

/** What the instrumentations of LangChain or LlamaIndex record, for example in Python. */
export const openinference: SentSpan = {
  name: 'AgentExecutor',
  attributes: {
    'openinference.span.kind': 'AGENT',
    'agent.name': 'weather',
    'input.value': 'Weather in Oslo?',
    'output.value': 'It is 21 degrees.',
    'session.id': 'demo-1',
    'user.id': 'ada',
  },
  children: [
    {
      name: 'ChatAnthropic',
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'claude-haiku-4-5',
        'llm.provider': 'anthropic',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': 'Weather in Oslo?',
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.content': 'It is 21 degrees.',
        'llm.token_count.prompt': 1200,
        'llm.token_count.completion': 80,
        'llm.token_count.total': 1280,
        'llm.token_count.prompt_details.cache_read': 1000,
      },
    },
    {
      name: 'get-weather',
      attributes: {
        'openinference.span.kind': 'TOOL',
        'tool.name': 'get-weather',
        'input.value': '{"city":"Oslo"}',
        'output.value': '{"celsius":21}',
      },
    },
  ],
};
