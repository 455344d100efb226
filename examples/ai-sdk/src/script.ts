import { type ChatRequest, type Reply, textOf } from '@mastra/example-kit';

/** What the scripted model says: it asks for the time of every city that it is asked about, and puts it in words. */
export function script({ messages, tools }: ChatRequest): Reply {
  const asked = messages.findLast(message => message.role === 'user');
  const prompt = asked ? textOf(asked) : '';
  if (!tools?.length) return { text: `In short: ${prompt.replace(/^[^:]*:\s*/, '')}` };
  const results = messages.filter(message => message.role === 'tool').map(textOf);
  if (results.length === 0) {
    const cities = prompt.match(/(?<= )[A-Z][a-z]+/g) ?? [];
    return {
      reasoning: `The clock knows the time, once for each of ${cities.length} cities.`,
      toolCalls: cities.map(city => ({ name: 'clock', args: { timeZone: `Europe/${city}` } })),
    };
  }
  return { text: results.map(result => sentenceOf(result)).join(' ') };
}

function sentenceOf(result: string): string {
  const { timeZone, time } = JSON.parse(result) as { readonly timeZone: string; readonly time: string };
  return `In ${timeZone.replace(/.*\//, '')} it is ${time}.`;
}
