import type { SentSpan } from '../sender.ts';

const model = {
  'ai.model.id': 'gpt-4o-mini',
  'ai.model.provider': 'openai.chat',
  'ai.telemetry.metadata.sessionId': 'demo-3',
  'ai.telemetry.metadata.userId': 'bob',
};

/** What the AI SDK records itself: the call, and the request to the provider within it, both with the tokens. */
export const aiSdk: SentSpan = {
  name: 'ai.generateText',
  attributes: {
    ...model,
    'ai.operationId': 'ai.generateText',
    'ai.prompt': '{"prompt":"Translate: god morgen"}',
    'ai.response.text': 'good morning',
    'ai.usage.inputTokens': 400,
    'ai.usage.outputTokens': 50,
    'ai.usage.totalTokens': 450,
    'ai.usage.reasoningTokens': 30,
  },
  children: [
    {
      name: 'ai.generateText.doGenerate',
      attributes: {
        ...model,
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.response.text': 'good morning',
        'ai.usage.inputTokens': 400,
        'ai.usage.outputTokens': 50,
      },
    },
    {
      name: 'ai.toolCall',
      attributes: {
        'ai.operationId': 'ai.toolCall',
        'ai.toolCall.name': 'dictionary',
        'ai.toolCall.id': 'call_1',
        'ai.toolCall.args': '{"word":"morgen"}',
        'ai.toolCall.result': '"morning"',
      },
    },
  ],
};
