import type { SentSpan } from '../sender.ts';

const properties = {
  'traceloop.workflow.name': 'trip',
  'traceloop.association.properties.session_id': 'demo-2',
  'traceloop.association.properties.user_id': 'ada',
};

/** What Traceloop's decorators and instrumentations record. Some of its counts are texts. */
export const openllmetry: SentSpan = {
  name: 'trip.workflow',
  attributes: { ...properties, 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'trip' },
  children: [
    {
      name: 'planner.agent',
      attributes: { ...properties, 'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'planner' },
      children: [
        {
          name: 'openai.chat',
          attributes: {
            ...properties,
            'llm.request.type': 'chat',
            'gen_ai.system': 'OpenAI',
            'gen_ai.request.model': 'gpt-4o',
            'gen_ai.prompt.0.role': 'user',
            'gen_ai.prompt.0.content': 'Plan a day in Oslo.',
            'gen_ai.completion.0.role': 'assistant',
            'gen_ai.completion.0.content': 'Start at the opera.',
            'gen_ai.usage.prompt_tokens': '900',
            'gen_ai.usage.completion_tokens': '100',
            'llm.usage.total_tokens': '1000',
          },
        },
        {
          name: 'find-museums.tool',
          attributes: { ...properties, 'traceloop.span.kind': 'tool', 'traceloop.entity.name': 'find-museums' },
        },
      ],
    },
  ],
};
