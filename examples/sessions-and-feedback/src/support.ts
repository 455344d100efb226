import { Agent } from '@mastra/core/agent';
import type { LanguageModel } from 'ai';
import { findOrder } from './orders.ts';
import { brevity, createHelpfulness } from './scorers.ts';

/** Answers the customers of a bicycle shop; its answers are scored when they are there. */
export function createSupport(model: LanguageModel): Agent {
  return new Agent({
    id: 'support',
    instructions:
      'You answer the customers of a bicycle shop in one sentence. Look orders up with findOrder; the number may have ' +
      'been said earlier in the conversation. Where there is no such order, say so.',
    model,
    tools: { findOrder },
    scorers: {
      brevity: { scorer: brevity },
      // With a model of some price, a share is enough: { type: 'ratio', probability: 0.1 }.
      helpfulness: { scorer: createHelpfulness(model), sampling: { type: 'always' } },
    },
  });
}
