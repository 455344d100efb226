import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText, type LanguageModel } from 'ai';
import { expect, test } from 'vitest';
import { reportedCost } from './cost.ts';
import { normaliseUsage } from './usage.ts';

/** The providers' own packages, with answers as their documentation shows them instead of a network. */
const apiKey = 'none';
const answering = (body: unknown) => async () =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });

const chat = (usage: unknown) => ({
  id: 'c',
  object: 'chat.completion',
  created: 0,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage,
});
const openaiChat = (usage: unknown) => createOpenAI({ apiKey, fetch: answering(chat(usage)) }).chat('m');
const compatible = (usage: unknown) =>
  createOpenAICompatible({ name: 'p', baseURL: 'http://localhost', fetch: answering(chat(usage)) })('m');
const openaiResponses = (usage: unknown) => {
  const content = [{ type: 'output_text', text: 'hi', annotations: [] }];
  const output = [{ type: 'message', role: 'assistant', id: 'o', content }];
  return createOpenAI({ apiKey, fetch: answering({ id: 'r', created_at: 0, model: 'm', output, usage }) }).responses(
    'm',
  );
};
const openrouter = (usage: unknown) => createOpenRouter({ apiKey, fetch: answering(chat(usage)) }).chat('m');
const anthropic = (usage: unknown) => {
  const message = { type: 'message', id: 'm', model: 'm', role: 'assistant', content: [{ type: 'text', text: 'hi' }] };
  return createAnthropic({
    apiKey,
    fetch: answering({ ...message, stop_reason: 'end_turn', stop_sequence: null, usage }),
  })('m');
};
const google = (usageMetadata: unknown) => {
  const candidates = [{ content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP', index: 0 }];
  return createGoogle({ apiKey, fetch: answering({ candidates, usageMetadata }) })('m');
};

async function told(model: LanguageModel) {
  const { usage, finalStep } = await generateText({ model, prompt: '?', maxOutputTokens: 100, maxRetries: 0 });
  return { usage: normaliseUsage(usage), costUsd: reportedCost(usage.raw, finalStep.providerMetadata) };
}

test.each([
  [
    'OpenAI chat: cached tokens inside the input, reasoning inside the output',
    openaiChat({
      prompt_tokens: 2006,
      completion_tokens: 300,
      total_tokens: 2306,
      prompt_tokens_details: { cached_tokens: 1920 },
      completion_tokens_details: { reasoning_tokens: 128 },
    }),
    {
      inputTokens: 2006,
      inputDetails: { text: 86, cacheRead: 1920 },
      outputTokens: 300,
      outputDetails: { text: 172, reasoning: 128 },
    },
  ],
  [
    'Audio in the form of OpenAI: inside the input and inside the output',
    compatible({
      prompt_tokens: 1000,
      completion_tokens: 300,
      total_tokens: 1300,
      prompt_tokens_details: { cached_tokens: 640, audio_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 128, audio_tokens: 40 },
    }),
    {
      inputTokens: 1000,
      inputDetails: { text: 300, cacheRead: 640, audio: 60 },
      outputTokens: 300,
      outputDetails: { text: 132, reasoning: 128, audio: 40 },
    },
  ],
  [
    'OpenAI responses: cached tokens inside the input, reasoning inside the output',
    openaiResponses({
      input_tokens: 328,
      input_tokens_details: { cached_tokens: 256 },
      output_tokens: 52,
      output_tokens_details: { reasoning_tokens: 20 },
      total_tokens: 380,
    }),
    {
      inputTokens: 328,
      inputDetails: { text: 72, cacheRead: 256 },
      outputTokens: 52,
      outputDetails: { text: 32, reasoning: 20 },
    },
  ],
  [
    'Anthropic: cache reads and writes beside the input',
    anthropic({
      input_tokens: 21,
      cache_creation_input_tokens: 188,
      cache_read_input_tokens: 1887,
      output_tokens: 393,
    }),
    {
      inputTokens: 2096,
      inputDetails: { text: 21, cacheRead: 1887, cacheWrite: 188 },
      outputTokens: 393,
      outputDetails: { text: 393 },
    },
  ],
  [
    'Google: thoughts beside the output, cached content inside the input, media by list',
    google({
      promptTokenCount: 1200,
      cachedContentTokenCount: 500,
      candidatesTokenCount: 90,
      thoughtsTokenCount: 410,
      totalTokenCount: 1700,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 942 },
        { modality: 'IMAGE', tokenCount: 258 },
      ],
      cacheTokensDetails: [{ modality: 'TEXT', tokenCount: 500 }],
    }),
    {
      inputTokens: 1200,
      inputDetails: { text: 442, cacheRead: 500, image: 258 },
      outputTokens: 500,
      outputDetails: { text: 90, reasoning: 410 },
    },
  ],
  [
    'A server that speaks as OpenAI does, with its cached tokens beside the input',
    openaiChat({
      prompt_tokens: 10,
      completion_tokens: 3,
      total_tokens: 77,
      prompt_tokens_details: { cached_tokens: 64 },
    }),
    { inputTokens: 74, inputDetails: { text: 10, cacheRead: 64 }, outputTokens: 3, outputDetails: { text: 3 } },
  ],
  [
    'OpenAI chat: nothing cached, nothing thought, nothing said',
    openaiChat({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }),
    { inputTokens: 0, inputDetails: { text: 0 }, outputTokens: 0, outputDetails: { text: 0 } },
  ],
])('%s', async (_, model, expected) => {
  const { usage, costUsd } = await told(model);
  expect(usage).toMatchObject(expected);
  // A kind that nobody named has no tokens.
  const others = { ...usage?.inputDetails, ...usage?.outputDetails };
  for (const [kind, tokens] of Object.entries(others)) {
    if (!(kind in { ...expected.inputDetails, ...expected.outputDetails })) expect([kind, tokens]).toEqual([kind, 0]);
  }
  expect(costUsd).toBeUndefined();
});

test('OpenRouter reports what a call cost, and its usage is that of OpenAI', async () => {
  const usage = {
    prompt_tokens: 194,
    completion_tokens: 22,
    total_tokens: 216,
    cost: 0.00095,
    prompt_tokens_details: { cached_tokens: 64 },
    completion_tokens_details: { reasoning_tokens: 10 },
  };
  expect(await told(openrouter(usage))).toMatchObject({
    usage: {
      inputTokens: 194,
      inputDetails: { text: 130, cacheRead: 64 },
      outputTokens: 22,
      outputDetails: { text: 12, reasoning: 10 },
    },
    costUsd: 0.00095,
  });
});

test('xAI reports it in ticks', async () => {
  const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12, cost_in_usd_ticks: 37_756_000 };
  expect((await told(compatible(usage))).costUsd).toBeCloseTo(0.0037756, 10);
});

test('a provider that says nothing of tokens leaves them unknown', async () => {
  const { usage, costUsd } = await told(openaiChat(undefined));
  expect(usage).toBeUndefined();
  expect(costUsd).toBeUndefined();
});
