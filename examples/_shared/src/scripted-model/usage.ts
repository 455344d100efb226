import { type ChatMessage, type ChatRequest, type Reply, textOf } from './chat.ts';

/** Usage in the form of the chat completions protocol: cached and reasoning tokens are parts of the totals. */
export interface ChatUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number };
}

const CHARACTERS_PER_TOKEN = 4;
const CACHE_BLOCK = 64;

/**
 * Counts four characters as a token. What was sent with the request before, which is everything up to the model's last
 * turn, counts as cached, in whole blocks.
 */
export function usageFor(request: ChatRequest, reply: Reply): ChatUsage {
  const { messages } = request;
  const offer = JSON.stringify(request.tools ?? []);
  const lastTurn = messages.findLastIndex(message => message.role === 'assistant');
  const prompt = tokens(offer) + tokensOf(messages);
  const seenBefore = lastTurn < 0 ? 0 : tokens(offer) + tokensOf(messages.slice(0, lastTurn));
  const reasoning = tokens(reply.reasoning ?? '');
  const completion = reasoning + tokens(reply.text ?? '') + tokens(JSON.stringify(reply.toolCalls ?? ''));
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: seenBefore - (seenBefore % CACHE_BLOCK) },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function tokensOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, one) => sum + tokens(textOf(one)) + tokens(JSON.stringify(one.tool_calls ?? '')), 0);
}

function tokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
