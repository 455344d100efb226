import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createAzure } from '@ai-sdk/azure';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createGoogle } from '@ai-sdk/google';
import { createGroq } from '@ai-sdk/groq';
import { createMistral } from '@ai-sdk/mistral';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { createXai } from '@ai-sdk/xai';
import type { UsageStats } from '@mastra/core/observability';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import type { LanguageModel } from 'ai';
import type { Protocol } from './provider-server.ts';

/** What a provider sends, and what is recorded of it. Kinds that are not named in `recorded` are 0. */
export interface UsageShape {
  readonly provider: string;
  readonly what: string;
  readonly protocol: Protocol;
  /** A model of the provider's own AI SDK package, at this address. */
  readonly model: (baseURL: string) => LanguageModel;
  readonly sent: Readonly<Record<string, unknown>>;
  readonly recorded: UsageStats;
  readonly costUsd?: number;
}

const apiKey = 'none';
const openai = (baseURL: string) => createOpenAI({ apiKey, baseURL }).chat('m');
const compatible = (baseURL: string) => createOpenAICompatible({ name: 'own', baseURL, includeUsage: true })('m');
const anthropic = (baseURL: string) => createAnthropic({ apiKey, baseURL })('m');
const google = (baseURL: string) => createGoogle({ apiKey, baseURL })('m');
const bedrock = (baseURL: string) => createAmazonBedrock({ apiKey, baseURL, region: 'us-east-1' })('m');

/** Sources: the providers' public API references, and reports of what their servers send. */
export const USAGE_SHAPES: readonly UsageShape[] = [
  {
    provider: 'OpenAI chat',
    what: 'cached tokens inside the input, reasoning inside the output',
    protocol: 'chat',
    model: openai,
    sent: {
      prompt_tokens: 2006,
      completion_tokens: 300,
      total_tokens: 2306,
      prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 128 },
    },
    recorded: {
      inputTokens: 2006,
      inputDetails: { text: 86, cacheRead: 1920 },
      outputTokens: 300,
      outputDetails: { text: 172, reasoning: 128 },
    },
  },
  {
    provider: 'OpenAI chat, whole',
    what: 'audio inside the input and the output',
    protocol: 'chat',
    model: compatible,
    sent: {
      prompt_tokens: 1000,
      completion_tokens: 300,
      total_tokens: 1300,
      prompt_tokens_details: { cached_tokens: 640, audio_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 128, audio_tokens: 40 },
    },
    recorded: {
      inputTokens: 1000,
      inputDetails: { text: 300, cacheRead: 640, audio: 60 },
      outputTokens: 300,
      outputDetails: { text: 132, reasoning: 128, audio: 40 },
    },
  },
  {
    provider: 'OpenAI responses',
    what: 'cached tokens inside the input, reasoning inside the output',
    protocol: 'responses',
    model: baseURL => createOpenAI({ apiKey, baseURL }).responses('m'),
    sent: {
      input_tokens: 328,
      input_tokens_details: { cached_tokens: 256 },
      output_tokens: 52,
      output_tokens_details: { reasoning_tokens: 20 },
      total_tokens: 380,
    },
    recorded: {
      inputTokens: 328,
      inputDetails: { text: 72, cacheRead: 256 },
      outputTokens: 52,
      outputDetails: { text: 32, reasoning: 20 },
    },
  },
  {
    provider: 'Azure OpenAI',
    what: 'as OpenAI',
    protocol: 'responses',
    model: baseURL => createAzure({ apiKey, baseURL })('m'),
    sent: {
      input_tokens: 328,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 52,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 380,
    },
    recorded: { inputTokens: 328, inputDetails: { text: 328 }, outputTokens: 52, outputDetails: { text: 52 } },
  },
  {
    provider: 'Anthropic',
    what: 'cache reads and writes beside the input',
    protocol: 'anthropic',
    model: anthropic,
    sent: {
      input_tokens: 21,
      cache_creation_input_tokens: 188,
      cache_read_input_tokens: 1887,
      output_tokens: 393,
    },
    recorded: {
      inputTokens: 2096,
      inputDetails: { text: 21, cacheRead: 1887, cacheWrite: 188 },
      outputTokens: 393,
      outputDetails: { text: 393 },
    },
  },
  {
    provider: 'Anthropic',
    what: 'cache writes of five minutes and of one hour',
    protocol: 'anthropic',
    model: anthropic,
    sent: {
      input_tokens: 10,
      cache_creation_input_tokens: 100_000,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 20_000, ephemeral_1h_input_tokens: 80_000 },
      output_tokens: 50,
    },
    recorded: {
      inputTokens: 100_010,
      inputDetails: { text: 10, cacheWrite: 20_000, cacheWrite1h: 80_000 },
      outputTokens: 50,
      outputDetails: { text: 50 },
    },
  },
  {
    provider: 'Google',
    what: 'thoughts beside the output, cached content inside the input, media by list',
    protocol: 'google',
    model: google,
    sent: {
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
    },
    recorded: {
      inputTokens: 1200,
      inputDetails: { text: 442, cacheRead: 500, image: 258 },
      outputTokens: 500,
      outputDetails: { text: 90, reasoning: 410 },
    },
  },
  {
    provider: 'OpenRouter',
    what: 'a cache that was written, inside the input',
    protocol: 'chat',
    model: baseURL => createOpenRouter({ apiKey, baseURL }).chat('m'),
    sent: {
      prompt_tokens: 25_612,
      completion_tokens: 100,
      total_tokens: 25_712,
      prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 25_600 },
      cost: 0.1,
    },
    recorded: {
      inputTokens: 25_612,
      inputDetails: { text: 12, cacheWrite: 25_600 },
      outputTokens: 100,
      outputDetails: { text: 100 },
    },
    costUsd: 0.1,
  },
  {
    provider: 'OpenRouter',
    what: 'a key of one’s own: the gateway charges nothing, the provider behind it does',
    protocol: 'chat',
    model: baseURL => createOpenRouter({ apiKey, baseURL }).chat('m'),
    sent: {
      prompt_tokens: 194,
      completion_tokens: 22,
      total_tokens: 216,
      cost: 0,
      is_byok: true,
      cost_details: { upstream_inference_cost: 0.036 },
    },
    recorded: { inputTokens: 194, inputDetails: { text: 194 }, outputTokens: 22, outputDetails: { text: 22 } },
    costUsd: 0.036,
  },
  {
    provider: 'xAI',
    what: 'reasoning inside the output, cost in ticks',
    protocol: 'responses',
    model: baseURL => createXai({ apiKey, baseURL })('m'),
    sent: {
      input_tokens: 32,
      input_tokens_details: { cached_tokens: 6 },
      output_tokens: 110,
      output_tokens_details: { reasoning_tokens: 100 },
      total_tokens: 142,
      cost_in_usd_ticks: 37_756_000,
    },
    recorded: {
      inputTokens: 32,
      inputDetails: { text: 26, cacheRead: 6 },
      outputTokens: 110,
      outputDetails: { text: 10, reasoning: 100 },
    },
    costUsd: 0.0037756,
  },
  {
    provider: 'xAI through the OpenAI form',
    what: 'reasoning beside the output',
    protocol: 'chat',
    model: compatible,
    sent: {
      prompt_tokens: 32,
      completion_tokens: 10,
      total_tokens: 142,
      completion_tokens_details: { reasoning_tokens: 100 },
    },
    recorded: {
      inputTokens: 32,
      inputDetails: { text: 32 },
      outputTokens: 110,
      outputDetails: { text: 10, reasoning: 100 },
    },
  },
  {
    provider: 'DeepSeek',
    what: 'hits and misses of the cache inside the input',
    protocol: 'chat',
    model: baseURL => createDeepSeek({ apiKey, baseURL }).chat('m'),
    sent: {
      prompt_tokens: 1024,
      completion_tokens: 40,
      total_tokens: 1064,
      prompt_cache_hit_tokens: 960,
      prompt_cache_miss_tokens: 64,
      completion_tokens_details: { reasoning_tokens: 30 },
    },
    recorded: {
      inputTokens: 1024,
      inputDetails: { text: 64, cacheRead: 960 },
      outputTokens: 40,
      outputDetails: { text: 10, reasoning: 30 },
    },
  },
  {
    provider: 'Groq',
    what: 'cached tokens inside the input',
    protocol: 'chat',
    model: baseURL => createGroq({ apiKey, baseURL })('m'),
    sent: {
      prompt_tokens: 4641,
      completion_tokens: 1817,
      total_tokens: 6458,
      prompt_tokens_details: { cached_tokens: 4608 },
      prompt_time: 0.1,
    },
    recorded: {
      inputTokens: 4641,
      inputDetails: { text: 33, cacheRead: 4608 },
      outputTokens: 1817,
      outputDetails: { text: 1817 },
    },
  },
  {
    provider: 'Mistral',
    what: 'two counts and their sum',
    protocol: 'chat',
    model: baseURL => createMistral({ apiKey, baseURL })('m'),
    sent: { prompt_tokens: 13, completion_tokens: 434, total_tokens: 447 },
    recorded: { inputTokens: 13, inputDetails: { text: 13 }, outputTokens: 434, outputDetails: { text: 434 } },
  },
  {
    provider: 'Amazon Bedrock',
    what: 'cache reads and writes beside the input',
    protocol: 'bedrock',
    model: bedrock,
    sent: {
      inputTokens: 10,
      outputTokens: 5,
      totalTokens: 1115,
      cacheReadInputTokens: 1000,
      cacheWriteInputTokens: 100,
    },
    recorded: {
      inputTokens: 1110,
      inputDetails: { text: 10, cacheRead: 1000, cacheWrite: 100 },
      outputTokens: 5,
      outputDetails: { text: 5 },
    },
  },
  {
    provider: 'LiteLLM',
    what: 'the same cache under several names, inside the input',
    protocol: 'chat',
    model: compatible,
    sent: {
      prompt_tokens: 2096,
      completion_tokens: 393,
      total_tokens: 2489,
      prompt_tokens_details: { cached_tokens: 1887, cache_creation_tokens: 188 },
      cache_read_input_tokens: 1887,
      cache_creation_input_tokens: 188,
    },
    recorded: {
      inputTokens: 2096,
      inputDetails: { text: 21, cacheRead: 1887, cacheWrite: 188 },
      outputTokens: 393,
      outputDetails: { text: 393 },
    },
  },
  {
    provider: 'Gemini through the OpenAI form',
    what: 'thoughts only in the total',
    protocol: 'chat',
    model: compatible,
    sent: { prompt_tokens: 8, completion_tokens: 10, total_tokens: 500 },
    recorded: {
      inputTokens: 8,
      inputDetails: { text: 8 },
      outputTokens: 492,
      outputDetails: { text: 10, reasoning: 482 },
    },
  },
  {
    provider: 'Moonshot',
    what: 'cached tokens at the top, inside the input',
    protocol: 'chat',
    model: compatible,
    sent: { prompt_tokens: 900, completion_tokens: 10, total_tokens: 910, cached_tokens: 768 },
    recorded: {
      inputTokens: 900,
      inputDetails: { text: 132, cacheRead: 768 },
      outputTokens: 10,
      outputDetails: { text: 10 },
    },
  },
  {
    provider: 'Perplexity',
    what: 'its own cost',
    protocol: 'chat',
    model: compatible,
    sent: {
      prompt_tokens: 14,
      completion_tokens: 70,
      total_tokens: 84,
      cost: { input_tokens_cost: 0, total_cost: 0.006 },
    },
    recorded: { inputTokens: 14, inputDetails: { text: 14 }, outputTokens: 70, outputDetails: { text: 70 } },
    costUsd: 0.006,
  },
  {
    provider: 'A server that speaks as OpenAI does',
    what: 'cached tokens beside the input, as the total tells',
    protocol: 'chat',
    model: compatible,
    sent: { prompt_tokens: 10, completion_tokens: 3, total_tokens: 77, prompt_tokens_details: { cached_tokens: 64 } },
    recorded: {
      inputTokens: 74,
      inputDetails: { text: 10, cacheRead: 64 },
      outputTokens: 3,
      outputDetails: { text: 3 },
    },
  },
  {
    provider: 'A server that speaks as OpenAI does',
    what: 'a total that hides more than its reasoning',
    protocol: 'chat',
    model: compatible,
    sent: {
      prompt_tokens: 10,
      completion_tokens: 100,
      total_tokens: 150,
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    recorded: {
      inputTokens: 10,
      inputDetails: { text: 10 },
      outputTokens: 140,
      outputDetails: { text: 80, reasoning: 20, other: 40 },
    },
  },
  {
    provider: 'A server that speaks as OpenAI does',
    what: 'a total that is smaller than its counts',
    protocol: 'chat',
    model: compatible,
    sent: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 120 },
    recorded: {
      inputTokens: 100,
      inputDetails: { text: 100 },
      outputTokens: 50,
      outputDetails: { text: 50 },
      reportedTotalTokens: 120,
    },
  },
];
