import type { LanguageModelUsage } from 'ai';
import type { InputTokenDetails, OutputTokenDetails, UsageStats } from '../observability/types/index.ts';
import { modalitiesOf } from './usage-modalities.ts';

/**
 * The usage of one model call in disjoint kinds that sum to the totals. Providers differ in whether their input total
 * contains the cached tokens; whichever it is, a total that is smaller than the sum of its parts is raised to it, and
 * what no other kind accounts for is text.
 */
export function normaliseUsage(usage: LanguageModelUsage | undefined): UsageStats | undefined {
  if (!usage) return undefined;
  const { inputTokenDetails: input, outputTokenDetails: output } = usage;
  const media = modalitiesOf(usage.raw);
  const inputs = split(
    usage.inputTokens,
    input?.noCacheTokens,
    {
      cacheRead: input?.cacheReadTokens,
      cacheWrite: input?.cacheWriteTokens,
    },
    media.input,
  );
  const outputs = split(usage.outputTokens, output?.textTokens, { reasoning: output?.reasoningTokens }, media.output);
  if (!inputs && !outputs) return undefined;
  return {
    ...(inputs && { inputTokens: inputs.total, inputDetails: inputs.details }),
    ...(outputs && { outputTokens: outputs.total, outputDetails: outputs.details }),
  };
}

/** Adds usages kind by kind. What is unknown in all of them stays unknown. */
export function addUsage(a: UsageStats | undefined, b: UsageStats | undefined): UsageStats | undefined {
  if (!a || !b) return a ?? b;
  return {
    ...sumFields(
      { inputTokens: a.inputTokens, outputTokens: a.outputTokens },
      { inputTokens: b.inputTokens, outputTokens: b.outputTokens },
    ),
    ...(a.inputDetails || b.inputDetails
      ? { inputDetails: sumFields<InputTokenDetails>(a.inputDetails, b.inputDetails) }
      : {}),
    ...(a.outputDetails || b.outputDetails
      ? { outputDetails: sumFields<OutputTokenDetails>(a.outputDetails, b.outputDetails) }
      : {}),
  };
}

type Counts = Readonly<Record<string, number | undefined>>;

/** `rest` is the provider's own count of what is in none of `kinds`; media are counted within it. */
function split(
  givenTotal: number | undefined,
  givenRest: number | undefined,
  kinds: Counts,
  media: Counts,
): { readonly total: number; readonly details: Record<string, number> } | undefined {
  const total = tokenCount(givenTotal);
  // Below zero where a provider's package took cached tokens out of a total that never contained them.
  const rest = tokenCount(givenRest);
  const details: Record<string, number> = {};
  let counted = 0;
  for (const [kind, given] of Object.entries(kinds)) {
    const count = tokenCount(given);
    if (count === undefined) continue;
    details[kind] = count;
    counted += count;
  }
  if (total === undefined && rest === undefined && counted === 0) return undefined;
  // A total smaller than the kinds beside it cannot contain them: they come on top.
  const beside = rest ?? (total !== undefined && total < counted ? total : 0);
  const sum = Math.max(total ?? 0, beside + counted);
  let text = sum - counted;
  for (const [kind, count] of Object.entries(media)) {
    const tokens = Math.min(tokenCount(count) ?? 0, text);
    if (tokens === 0) continue;
    details[kind] = tokens;
    text -= tokens;
  }
  return { total: sum, details: { text, ...details } };
}

/** What is no count of anything is unknown. */
function tokenCount(given: number | undefined): number | undefined {
  return given !== undefined && Number.isFinite(given) && given >= 0 ? given : undefined;
}

function sumFields<T extends object>(a: T | undefined, b: T | undefined): T {
  const sum: Record<string, number> = {};
  for (const part of [a, b]) {
    for (const [key, value] of Object.entries(part ?? {}))
      if (typeof value === 'number') sum[key] = (sum[key] ?? 0) + value;
  }
  return sum as T;
}
