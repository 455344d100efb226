import type { Agent } from '@mastra/core/agent';
import type { ModelMessage } from 'ai';

/** What a customer says, turn by turn. */
export interface Customer {
  readonly userId: string;
  readonly says: readonly string[];
  readonly verdict: 'up' | 'down';
  readonly comment?: string;
}

export const CUSTOMERS: readonly Customer[] = [
  {
    userId: 'ada',
    says: ['Where is my order 1042?', 'And when does it arrive?', 'Thank you!'],
    verdict: 'up',
  },
  {
    userId: 'ben',
    says: ['What is with my order 9999?', 'Sorry, I mean 1077.'],
    verdict: 'down',
    comment: 'It took two questions.',
  },
];

/** A turn of a conversation, which is one trace. */
export interface Turn {
  readonly traceId: string;
  readonly question: string;
  readonly answer: string;
}

/** Has a whole conversation. Its turns share a session and a thread; each gets to see what was said before. */
export async function converse(agent: Agent, { userId, says }: Customer, sessionId: string): Promise<readonly Turn[]> {
  const messages: ModelMessage[] = [];
  const turns: Turn[] = [];
  for (const question of says) {
    messages.push({ role: 'user', content: question });
    const answer = await agent.generate(messages, {
      tracingOptions: { sessionId, threadId: `${sessionId}-chat`, userId, tags: ['support'] },
    });
    messages.push(...answer.messages);
    turns.push({ traceId: answer.traceId, question, answer: answer.text });
  }
  return turns;
}
