import { randomUUID } from 'node:crypto';
import type { ChatRequest, Reply } from './chat.ts';
import { usageFor } from './usage.ts';

/** The answer to a request that does not stream: one JSON object. */
export function completion(request: ChatRequest, reply: Reply): object {
  return {
    ...head(request, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text ?? null,
          ...(reply.reasoning && { reasoning_content: reply.reasoning }),
          ...(reply.toolCalls && { tool_calls: toolCalls(reply) }),
        },
        finish_reason: finishReason(reply),
      },
    ],
    usage: usageFor(request, reply),
  };
}

/** The answer to a request that streams: a chunk for every word. */
export function* completionChunks(request: ChatRequest, reply: Reply): Generator<object> {
  const shared = head(request, 'chat.completion.chunk');
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...shared,
    choices: [{ index: 0, delta, finish_reason }],
  });
  yield chunk({ role: 'assistant', content: '' });
  if (reply.reasoning) yield chunk({ reasoning_content: reply.reasoning });
  for (const word of (reply.text ?? '').match(/\s*\S+/g) ?? []) yield chunk({ content: word });
  for (const call of toolCalls(reply)) yield chunk({ tool_calls: [call] });
  yield chunk({}, finishReason(reply));
  if (request.stream_options?.include_usage) yield { ...shared, choices: [], usage: usageFor(request, reply) };
}

function head(request: ChatRequest, object: string): object {
  return { id: `chatcmpl-${randomUUID()}`, object, created: Math.floor(Date.now() / 1000), model: request.model };
}

function toolCalls({ toolCalls = [] }: Reply): readonly object[] {
  return toolCalls.map(({ name, args }, index) => ({
    index,
    id: `call_${randomUUID()}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
}

function finishReason(reply: Reply): string {
  return reply.toolCalls?.length ? 'tool_calls' : 'stop';
}
