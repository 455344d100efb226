import { type ChatMessage, type ChatRequest, type Reply, textOf } from '@mastra/example-kit';

/** What the scripted model says, as the support agent and as the judge of its answers. */
export function script({ messages }: ChatRequest): Reply {
  const system = messages.find(message => message.role === 'system');
  return system && textOf(system).includes('You judge') ? judge(messages) : support(messages);
}

function support(messages: readonly ChatMessage[]): Reply {
  const last = messages.at(-1)!;
  if (last.role === 'tool') return { text: answerOf(textOf(last)) };
  const said = messages.filter(message => message.role === 'user').map(textOf);
  if (/thank/i.test(said.at(-1) ?? '')) return { text: 'You are welcome. Enjoy the ride!' };
  const number = said.join(' ').match(/\d{4}/g)?.at(-1) ?? '0000';
  return {
    reasoning: `It is about the order ${number}.`,
    toolCalls: [{ name: 'findOrder', args: { number } }],
  };
}

function answerOf(result: string): string {
  try {
    const { number, item, state, arrives } = JSON.parse(result) as Record<string, string>;
    return `Your order ${number}, ${item}, is ${state} and arrives ${arrives}.`;
  } catch {
    return 'I cannot find that order. Could you please look at its number once more, and tell me again?';
  }
}

function judge(messages: readonly ChatMessage[]): Reply {
  const shown = textOf(messages.findLast(message => message.role === 'user')!);
  const helps = !shown.includes('cannot find');
  const verdict = helps
    ? { reason: 'It answers what was asked.', score: 0.95 }
    : { reason: 'The customer knows as much as before.', score: 0.2 };
  return { text: JSON.stringify(verdict) };
}
