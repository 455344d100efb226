import type { Agent } from '@mastra/core/agent';

type Model = ConstructorParameters<typeof Agent>[0]['model'];

const usage = {
  inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: undefined },
  outputTokens: { total: 5, text: 3, reasoning: 2 },
};

/** A model that asks for the weather first and then tells it. */
export function weatherModel(): Model {
  let calls = 0;
  return {
    specificationVersion: 'v4',
    provider: 'openai.responses',
    modelId: 'gpt-5',
    supportedUrls: {},
    doGenerate: async () => {
      const isFirst = calls++ === 0;
      return {
        content: [
          isFirst
            ? { type: 'tool-call', toolCallId: 'call-1', toolName: 'getWeather', input: '{"city":"Oslo"}' }
            : { type: 'text', text: '21 °C' },
        ],
        finishReason: { unified: isFirst ? 'tool-calls' : 'stop', raw: undefined },
        usage,
        warnings: [],
      };
    },
  } as unknown as Model;
}
