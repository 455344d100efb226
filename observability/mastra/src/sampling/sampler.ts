import type { SamplerInput, SamplingConfig } from '@mastra/core/observability';

/** The right half of a trace id, which W3C Trace Context asks to be random: 52 of its bits, as a double holds exactly. */
const RANDOM_DIGITS = 13;
const RANDOM_SPAN = 16 ** RANDOM_DIGITS;

/** Decides about a trace. `upstream` is the decision of the process that it comes from, where there is one. */
export type Sampler = (input: SamplerInput, upstream: boolean | undefined) => boolean;

/**
 * Turns the configuration into one pure decision. A decision made upstream is respected, so that a trace is whole or
 * not there at all; only `never` is never. A sampler that throws keeps the trace.
 */
export function createSampler(config: SamplingConfig): Sampler {
  switch (config.type) {
    case 'always':
      return (_input, upstream) => upstream ?? true;
    case 'never':
      return () => false;
    case 'ratio': {
      // The same threshold in every service: those with a smaller share keep a subset of the others' traces.
      const threshold = config.probability * RANDOM_SPAN;
      return ({ traceId }, upstream) => upstream ?? Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) < threshold;
    }
    case 'custom':
      return (input, upstream) => {
        if (upstream !== undefined) return upstream;
        try {
          return config.sampler(input) !== false;
        } catch {
          return true;
        }
      };
  }
}
