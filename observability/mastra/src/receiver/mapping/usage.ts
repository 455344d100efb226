import type { UsageStats } from '@mastra/core/observability';
import type { AttributeBag } from './attribute-bag.ts';

/**
 * Tokens, in buckets that do not overlap and sum to the totals. The conventions count cached tokens within the input and
 * reasoning within the output; a sender whose parts exceed its total counts them beside it, so they are added.
 */
export function usageOf(bag: AttributeBag, isOwn = false): UsageStats | undefined {
  return usageFrom(bag, NAMES, isOwn);
}

/** The same for a step of a call that our own exporter sent: under names that nobody sums. */
export function stepUsageOf(bag: AttributeBag): UsageStats | undefined {
  return usageFrom(bag, STEP_NAMES, true);
}

const NAMES = {
  input: ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'],
  output: ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'],
  cacheRead: ['gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens'],
  cacheWrite: ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens'],
  reasoning: ['gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens'],
  audioIn: ['mastra.usage.audio_input_tokens'],
  imageIn: ['mastra.usage.image_input_tokens'],
  audioOut: ['mastra.usage.audio_output_tokens'],
  imageOut: ['mastra.usage.image_output_tokens'],
} as const;

const STEP_NAMES: Names = {
  input: ['mastra.step.usage.input_tokens'],
  output: ['mastra.step.usage.output_tokens'],
  cacheRead: ['mastra.step.usage.cache_read_input_tokens'],
  cacheWrite: ['mastra.step.usage.cache_creation_input_tokens'],
  reasoning: ['mastra.step.usage.reasoning_output_tokens'],
  audioIn: ['mastra.step.usage.audio_input_tokens'],
  imageIn: ['mastra.step.usage.image_input_tokens'],
  audioOut: ['mastra.step.usage.audio_output_tokens'],
  imageOut: ['mastra.step.usage.image_output_tokens'],
};

type Names = Readonly<Record<keyof typeof NAMES, readonly string[]>>;

function usageFrom(bag: AttributeBag, names: Names, isOwn: boolean): UsageStats | undefined {
  const input = bag.count(...names.input);
  const output = bag.count(...names.output);
  const inputParts = present({
    cacheRead: bag.count(...names.cacheRead),
    cacheWrite: bag.count(...names.cacheWrite),
    audio: bag.count(...names.audioIn),
    image: bag.count(...names.imageIn),
  });
  const outputParts = present({
    reasoning: bag.count(...names.reasoning),
    audio: bag.count(...names.audioOut),
    image: bag.count(...names.imageOut),
  });
  const inputs = split(input, sum(inputParts), isOwn);
  const outputs = split(output, sum(outputParts), isOwn);
  if (!inputs && !outputs) return undefined;
  return {
    ...(inputs && {
      inputTokens: inputs.total,
      inputDetails: { text: inputs.rest, ...inputParts },
    }),
    ...(outputs && { outputTokens: outputs.total, outputDetails: { text: outputs.rest, ...outputParts } }),
  };
}

function split(total: number | undefined, parts: number, isOwn: boolean): { total: number; rest: number } | undefined {
  if (total === undefined) return parts > 0 ? { total: parts, rest: 0 } : undefined;
  // Our own totals are totals, whatever the parts.
  if (isOwn && parts > total) return { total, rest: 0 };
  return parts <= total ? { total, rest: total - parts } : { total: total + parts, rest: total };
}

function sum(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((total, part) => total + part, 0);
}

function present(buckets: Readonly<Record<string, number | undefined>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(buckets).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
