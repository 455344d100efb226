import { isRecord } from '@mastra/observability/exporters';
import type { LlmObsMessage, LlmObsToolCall, LlmObsToolResult } from '../protocol.ts';
import { textOf } from './text.ts';

/** The messages of a model's input: `{ messages }`, a list of messages, or anything else as one message of the user. */
export function inputMessages(input: unknown): readonly LlmObsMessage[] {
  const list = isRecord(input) && Array.isArray(input.messages) ? input.messages : input;
  if (Array.isArray(list) && list.every(isMessage)) return list.map(messageOf);
  return [{ role: 'user', content: textOf(input) }];
}

/** The messages of a model's answer: its reasoning, then what it said and the tools that it called. */
export function outputMessages(output: unknown): readonly LlmObsMessage[] {
  if (isRecord(output) && Array.isArray(output.messages)) return inputMessages(output);
  if (Array.isArray(output) && output.length > 0 && output.every(isMessage)) return output.map(messageOf);
  if (!isRecord(output)) return [{ role: 'assistant', content: textOf(output) }];
  const { text, reasoning, toolCalls, ...rest } = output;
  const calls = Array.isArray(toolCalls) ? toolCalls.filter(isRecord).map(toolCallOf) : [];
  const said = [typeof text === 'string' ? text : '', restText(rest)];
  return [
    ...(typeof reasoning === 'string' ? [{ role: 'reasoning', content: reasoning }] : []),
    {
      role: 'assistant',
      content: said.filter(Boolean).join('\n'),
      ...(calls.length > 0 && { tool_calls: calls }),
    },
  ];
}

/** An object that was asked for is the answer itself; other fields are named. */
function restText(rest: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(rest).filter(key => rest[key] !== undefined);
  if (keys.length === 0) return '';
  return textOf(keys.length === 1 && keys[0] === 'object' ? rest.object : rest);
}

function isMessage(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && typeof value.role === 'string' && 'content' in value;
}

function messageOf(message: Readonly<Record<string, unknown>>): LlmObsMessage {
  const { role, content } = message;
  const parts = Array.isArray(content) ? content.filter(isRecord) : undefined;
  if (!parts) return { role: String(role), content: textOf(content) };
  const calls = parts.filter(part => part.type === 'tool-call').map(toolCallOf);
  const results = parts.filter(part => part.type === 'tool-result').map(toolResultOf);
  return {
    role: String(role),
    content: parts.map(partText).filter(Boolean).join('\n'),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(results.length > 0 && { tool_results: results }),
  };
}

/** Media are named rather than sent: they would fill the span, and the text would be cut for them. */
function partText(part: Readonly<Record<string, unknown>>): string {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return typeof part.text === 'string' ? part.text : '';
    case 'tool-call':
    case 'tool-result':
      return '';
    default:
      return `[${[part.type ?? 'part', part.mediaType].filter(Boolean).join(' ')}]`;
  }
}

function toolCallOf(call: Readonly<Record<string, unknown>>): LlmObsToolCall {
  const { toolName, toolCallId, input, args } = call;
  const given = input ?? args;
  return {
    name: String(toolName ?? call.name ?? 'tool'),
    arguments: isRecord(given) ? given : given === undefined ? {} : { value: given },
    ...(typeof toolCallId === 'string' && { tool_id: toolCallId }),
    type: 'function',
  };
}

function toolResultOf(part: Readonly<Record<string, unknown>>): LlmObsToolResult {
  const { toolName, toolCallId, output, result } = part;
  return {
    name: String(toolName ?? 'tool'),
    result: textOf(output ?? result),
    ...(typeof toolCallId === 'string' && { tool_id: toolCallId }),
    type: 'tool_result',
  };
}
