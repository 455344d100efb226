import type { InputTokenDetails, OutputTokenDetails, UsageStats } from '@mastra/core/observability';
import type { AttributeBag } from './attribute-bag.ts';
import { present } from './present.ts';

/** Tokens as a sender counts them. */
export interface Counts {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  /** The sender's own sum, which tells whether details are inside or beside what they detail. */
  readonly total?: number | undefined;
  /** Input that was neither read from nor written to a cache, where the sender says so. */
  readonly uncached?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly audioIn?: number | undefined;
  readonly imageIn?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly audioOut?: number | undefined;
  readonly imageOut?: number | undefined;
}

/** The names of attributes that have these counts. */
export type CountNames = Readonly<Partial<Record<keyof Counts, readonly string[]>>>;

/** Takes the counts of these names. */
export function takeCounts(bag: AttributeBag, names: CountNames): Counts {
  return present(
    Object.fromEntries(Object.entries(names).map(([field, from]) => [field, bag.count(...from)])),
  ) as Counts;
}

/**
 * Usage in kinds that do not overlap and sum to the totals. The conventions count caches within the input and reasoning
 * within the output; the sender's total says where one counts them beside, and so do details that exceed what they detail.
 */
export function usageOf(counts: Counts): UsageStats | undefined {
  const { input, output, total } = counts;
  const cache = sum(counts.cacheRead, counts.cacheWrite);
  const inputParts = cache + sum(counts.audioIn, counts.imageIn);
  const outputParts = sum(counts.reasoning, counts.audioOut, counts.imageOut);
  if (input === undefined && output === undefined && inputParts + outputParts === 0) return undefined;

  const whole = (input ?? 0) + (output ?? 0);
  const missing = total === undefined || input === undefined || output === undefined ? 0 : total - whole;
  const reasoning = counts.reasoning ?? 0;
  const isCacheBeside =
    counts.uncached === undefined
      ? inputParts > (input ?? 0) || (cache > 0 && (missing === cache || missing === cache + reasoning))
      : counts.uncached === input && cache > 0;
  const isReasoningBeside =
    outputParts > (output ?? 0) || (reasoning > 0 && (missing === reasoning || missing === cache + reasoning));

  const inputTokens = (input ?? 0) + (isCacheBeside ? (inputParts > (input ?? 0) ? inputParts : cache) : 0);
  const known = (output ?? 0) + (isReasoningBeside ? (outputParts > (output ?? 0) ? outputParts : reasoning) : 0);
  // What the total has and nothing explains is output: thoughts that are not told of.
  const other = missing > 0 && total! > inputTokens + known ? total! - inputTokens - known : undefined;
  const contradicted =
    total !== undefined && total > 0 && total < inputTokens + known && missing < 0 ? total : undefined;
  return stats(counts, inputTokens, inputParts, known, outputParts, other, contradicted);
}

function stats(
  counts: Counts,
  inputTokens: number,
  inputParts: number,
  known: number,
  outputParts: number,
  other: number | undefined,
  reportedTotalTokens: number | undefined,
): UsageStats {
  const inputDetails: InputTokenDetails = present({
    text: Math.max(0, inputTokens - inputParts),
    cacheRead: counts.cacheRead,
    cacheWrite: counts.cacheWrite,
    audio: counts.audioIn,
    image: counts.imageIn,
  });
  const outputDetails: OutputTokenDetails = present({
    text: Math.max(0, known - outputParts),
    reasoning: counts.reasoning,
    audio: counts.audioOut,
    image: counts.imageOut,
    other,
  });
  const hasInput = counts.input !== undefined || inputParts > 0;
  const hasOutput = counts.output !== undefined || outputParts > 0 || other !== undefined;
  return {
    ...(hasInput && { inputTokens, inputDetails }),
    ...(hasOutput && { outputTokens: known + (other ?? 0), outputDetails }),
    ...(reportedTotalTokens !== undefined && { reportedTotalTokens }),
  };
}

/** Usage that our own exporter sent: its totals are totals, whatever the parts. */
export function ownUsageOf(counts: Counts): UsageStats | undefined {
  const inputParts = sum(counts.cacheRead, counts.cacheWrite, counts.audioIn, counts.imageIn);
  const outputParts = sum(counts.reasoning, counts.audioOut, counts.imageOut);
  if (counts.input === undefined && counts.output === undefined && inputParts + outputParts === 0) return undefined;
  return stats(
    counts,
    counts.input ?? inputParts,
    inputParts,
    counts.output ?? outputParts,
    outputParts,
    undefined,
    undefined,
  );
}

function sum(...parts: readonly (number | undefined)[]): number {
  return parts.reduce<number>((total, part) => total + (part ?? 0), 0);
}
