import type { ReportedUsage } from './reported-usage.ts';

/** Input and output of a call with every part in them, and how they stand to the provider's own total. */
export interface SettledUsage {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number | undefined;
  /** Output that the provider's total has and no count of it explains. */
  readonly other: number;
  /** The provider's total, where it is smaller than what its own counts add up to. */
  readonly contradictingTotal: number | undefined;
}

/** Which details are counted beside the totals of their side. */
interface Reading {
  readonly read: boolean;
  readonly write: boolean;
  readonly reasoning: boolean;
}

const READINGS: readonly Reading[] = [0, 1, 2, 4, 3, 5, 6, 7].map(bits => ({
  read: (bits & 1) !== 0,
  write: (bits & 2) !== 0,
  reasoning: (bits & 4) !== 0,
}));

/**
 * Decides what lies inside the input and the output of a report and what lies beside them: as the report's total says,
 * else as its shape means it, and never so that a part is larger than the whole. A total that is larger than all counts
 * together hides tokens: thinking, where the report says nothing of it, else `other`.
 */
export function settleUsage(usage: ReportedUsage): SettledUsage {
  const { input = 0, output = 0, cacheRead = 0, reasoning = 0, total } = usage;
  const write = (usage.cacheWrite ?? 0) + (usage.cacheWrite1h ?? 0);
  // A reading is a set of deviations from what the shape means, the fewest first.
  const candidates = READINGS.map(deviation => ({
    read: deviation.read === usage.cacheInsideInput,
    write: deviation.write === usage.cacheInsideInput,
    reasoning: deviation.reasoning === usage.reasoningInsideOutput,
  })).filter(
    beside =>
      (beside.read ? 0 : cacheRead) + (beside.write ? 0 : write) <= input && (beside.reasoning || reasoning <= output),
  );
  const sides = candidates.map(beside => ({
    input: input + (beside.read ? cacheRead : 0) + (beside.write ? write : 0),
    output: output + (beside.reasoning ? reasoning : 0),
  }));
  const settled = sides.find(side => side.input + side.output === total) ?? sides[0]!;
  const missing = total === undefined || total === 0 ? 0 : total - settled.input - settled.output;
  if (missing > 0) {
    const isThinking = reasoning === 0;
    return {
      input: settled.input,
      output: settled.output + missing,
      reasoning: isThinking ? missing : reasoning,
      other: isThinking ? 0 : missing,
      contradictingTotal: undefined,
    };
  }
  return {
    ...settled,
    reasoning: usage.reasoning,
    other: 0,
    contradictingTotal: missing < 0 ? total : undefined,
  };
}
