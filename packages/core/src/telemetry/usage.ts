import type { LanguageModelUsage } from 'ai';
import type { InputTokenDetails, OutputTokenDetails, UsageStats } from '../observability/types/index.ts';
import { count, type ReportedUsage, readReportedUsage } from './reported-usage.ts';
import { settleUsage } from './settle-usage.ts';
import { modalitiesOf } from './usage-modalities.ts';

/**
 * The usage of one model call in disjoint kinds that sum to the totals. The provider's own object is read where there is
 * one, because packages of the AI SDK drop its total and some of its cache fields; else what the AI SDK made of it.
 */
export function normaliseUsage(usage: LanguageModelUsage | undefined): UsageStats | undefined {
  if (!usage) return undefined;
  const reported = readReportedUsage(usage.raw) ?? readSdkUsage(usage);
  const { cacheRead, cacheWrite, cacheWrite1h } = reported;
  const settled = settleUsage(reported);
  const media = modalitiesOf(usage.raw);
  const knowsInput = reported.input !== undefined || settled.input > 0;
  const knowsOutput = reported.output !== undefined || settled.output > 0;
  if (!knowsInput && !knowsOutput) return undefined;
  return {
    ...(knowsInput && {
      inputTokens: settled.input,
      inputDetails: details(settled.input, { cacheRead, cacheWrite, cacheWrite1h }, media.input),
    }),
    ...(knowsOutput && {
      outputTokens: settled.output,
      outputDetails: details(
        settled.output,
        { reasoning: settled.reasoning, ...(settled.other > 0 && { other: settled.other }) },
        media.output,
      ),
    }),
    ...(settled.contradictingTotal !== undefined && { reportedTotalTokens: settled.contradictingTotal }),
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
    ...((a.reportedTotalTokens ?? b.reportedTotalTokens) !== undefined && {
      reportedTotalTokens: reportedTotal(a) + reportedTotal(b),
    }),
  };
}

function reportedTotal({ reportedTotalTokens, inputTokens = 0, outputTokens = 0 }: UsageStats): number {
  return reportedTotalTokens ?? inputTokens + outputTokens;
}

/** What the AI SDK says: cached tokens lie inside its input, except where its own count of the rest says otherwise. */
function readSdkUsage(usage: LanguageModelUsage): ReportedUsage {
  const { inputTokenDetails: input, outputTokenDetails: output } = usage;
  const cacheRead = count(input?.cacheReadTokens);
  const cacheWrite = count(input?.cacheWriteTokens);
  const reasoning = count(output?.reasoningTokens);
  const fresh = count(input?.noCacheTokens);
  const text = count(output?.textTokens);
  return {
    input: whole(count(usage.inputTokens), fresh, (cacheRead ?? 0) + (cacheWrite ?? 0)),
    output: whole(count(usage.outputTokens), text, reasoning ?? 0),
    total: count(usage.totalTokens),
    cacheRead,
    cacheWrite,
    cacheWrite1h: undefined,
    reasoning,
    cacheInsideInput: true,
    reasoningInsideOutput: true,
  };
}

/** A total that is smaller than its own parts is raised to their sum. */
function whole(total: number | undefined, rest: number | undefined, others: number): number | undefined {
  if (total === undefined && rest === undefined) return undefined;
  return rest === undefined ? total : Math.max(total ?? 0, rest + others);
}

type Counts = Readonly<Record<string, number | undefined>>;

/** The kinds that are counted, media as far as there is room for them, and text: what is left. */
function details(total: number, kinds: Counts, media: Counts): Record<string, number> {
  const counted: Record<string, number> = {};
  let text = total;
  for (const [kind, tokens] of Object.entries(kinds)) {
    if (tokens === undefined) continue;
    counted[kind] = tokens;
    text -= tokens;
  }
  for (const [kind, given] of Object.entries(media)) {
    const tokens = Math.min(count(given) ?? 0, text);
    if (tokens === 0) continue;
    counted[kind] = tokens;
    text -= tokens;
  }
  return { text, ...counted };
}

function sumFields<T extends object>(a: T | undefined, b: T | undefined): T {
  const sum: Record<string, number> = {};
  for (const part of [a, b]) {
    for (const [key, value] of Object.entries(part ?? {}))
      if (typeof value === 'number') sum[key] = (sum[key] ?? 0) + value;
  }
  return sum as T;
}
