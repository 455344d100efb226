import type { SamplerInput, SamplingConfig } from '@mastra/core/observability';

/** The right half of a trace id, which W3C Trace Context asks to be random: 52 of its bits, as a double holds exactly. */
const RANDOM_DIGITS = 13;
const RANDOM_SPAN = 16 ** RANDOM_DIGITS;

/** Turns the configuration into one pure decision. A sampler that throws keeps the trace. */
export function createSampler(config: SamplingConfig): (input: SamplerInput) => boolean {
  switch (config.type) {
    case 'always':
      return () => true;
    case 'never':
      return () => false;
    case 'ratio': {
      // The same threshold in every service: those with a smaller share keep a subset of the others' traces.
      const threshold = config.probability * RANDOM_SPAN;
      return ({ traceId }) => Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) < threshold;
    }
    case 'custom':
      return input => {
        try {
          return config.sampler(input) !== false;
        } catch {
          return true;
        }
      };
  }
}
