import { createScorer } from '@mastra/core/scorers';
import type { LanguageModel } from 'ai';

/** How many of the words a customer has time for were used: a function of the answer. */
export const brevity = createScorer({
  id: 'brevity',
  description: 'An answer of up to twelve words is short',
  score: ({ output }) => {
    const words = output.text.split(/\s+/).length;
    return { score: Math.min(1, 12 / words), reason: `${words} words` };
  },
});

/** Whether the answer is one: what a model thinks of it. */
export function createHelpfulness(model: LanguageModel) {
  return createScorer({
    id: 'helpfulness',
    version: '1',
    score: { model, instructions: 'You judge the answers of a support agent. Does the answer help with the question?' },
  });
}
