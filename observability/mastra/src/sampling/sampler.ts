import type { SamplerInput, SamplingConfig } from '@mastra/core/observability';

/** The right half of a trace id, which W3C Trace Context asks to be random: 52 of its bits, as a double holds exactly. */
const RANDOM_DIGITS = 13;
const RANDOM_SPAN = 16 ** RANDOM_DIGITS;

/** Whether a share of all traces contains this one. Every service that knows the trace id decides alike. */
export function isInShare(traceId: string, probability: number): boolean {
  // One threshold in every service: those with a smaller share keep a subset of the others' traces.
  return Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) < probability * RANDOM_SPAN;
}

/** The decision about a trace at its root. */
export interface SamplingDecision {
  readonly sampled: boolean;
  /** 1 divided by the probability of being kept; `undefined` where no probability was at work here. */
  readonly weight: number | undefined;
  /** Recorded for now: tail sampling decides when the trace has ended. */
  readonly isTail: boolean;
}

/** Decides about a trace. `upstream` is the decision of the process that it comes from, where there is one. */
export type Sampler = (input: SamplerInput, upstream: boolean | undefined) => SamplingDecision;

const KEEP: SamplingDecision = Object.freeze({ sampled: true, weight: undefined, isTail: false });
const DROP: SamplingDecision = Object.freeze({ sampled: false, weight: undefined, isTail: false });
const TAIL: SamplingDecision = Object.freeze({ sampled: true, weight: undefined, isTail: true });

const decided = (sampled: boolean): SamplingDecision => (sampled ? KEEP : DROP);

/**
 * Turns the configuration into one pure decision. A decision made upstream is respected, so that a trace is whole or
 * not there at all; only `never` is never. A sampler that throws keeps the trace.
 */
export function createSampler(config: SamplingConfig): Sampler {
  switch (config.type) {
    case 'always':
      return (_input, upstream) => decided(upstream ?? true);
    case 'never':
      return () => DROP;
    case 'ratio': {
      const { probability } = config;
      const kept: SamplingDecision = Object.freeze({ sampled: true, weight: 1 / probability, isTail: false });
      return ({ traceId }, upstream) => {
        if (upstream !== undefined) return decided(upstream);
        return isInShare(traceId, probability) ? kept : DROP;
      };
    }
    case 'tail':
      return (_input, upstream) => (upstream === undefined ? TAIL : decided(upstream));
    case 'custom':
      return (input, upstream) => {
        if (upstream !== undefined) return decided(upstream);
        try {
          return decided(config.sampler(input) !== false);
        } catch {
          return KEEP;
        }
      };
  }
}
