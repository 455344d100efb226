import { type ChatMessage, type ChatRequest, type Reply, textOf } from '@mastra/example-kit';

/** What the scripted model says: in the shop, and in the warehouse. */
export function script({ messages, tools }: ChatRequest): Reply {
  const results = messages.filter(message => message.role === 'tool');
  const inWarehouse = tools?.some(tool => tool.function.name === 'checkShelf') ?? false;
  return inWarehouse ? clerk(messages, results) : shop(messages, results);
}

function clerk(messages: readonly ChatMessage[], [shelf]: readonly ChatMessage[]): Reply {
  const item = itemOf(messages);
  if (!shelf) return { toolCalls: [{ name: 'checkShelf', args: { item } }] };
  const { left } = JSON.parse(textOf(shelf)) as { readonly left: number };
  return { text: left > 0 ? `One ${item} is reserved.` : `There is no ${item} left.` };
}

function shop(messages: readonly ChatMessage[], results: readonly ChatMessage[]): Reply {
  const item = itemOf(messages);
  if (results.length === 0) return { toolCalls: [{ name: 'reserve', args: { item } }] };
  if (results.length === 1) return { toolCalls: [{ name: 'orderInvoice', args: { item } }] };
  return { text: `Your ${item} is reserved, and the invoice is on its way.` };
}

function itemOf(messages: readonly ChatMessage[]): string {
  const asked = messages.find(message => message.role === 'user');
  return (asked ? textOf(asked) : '').replace(/^Reserve |^I take the |[.!]$/g, '');
}
