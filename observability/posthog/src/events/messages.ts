import { isRecord } from '@mastra/observability/exporters';
import { textOf } from './text.ts';

/** A message as PostHog shows it: content is text, or a list of parts. */
export interface PosthogMessage {
  readonly role: string;
  readonly content: unknown;
}

/** The messages of a model's input: `{ messages }`, a list of messages, or anything else as one message of the user. */
export function inputMessages(input: unknown): readonly PosthogMessage[] {
  const list = isRecord(input) && Array.isArray(input.messages) ? input.messages : input;
  if (Array.isArray(list) && list.every(isMessage)) return list.map(messageOf);
  return [{ role: 'user', content: textOf(input) }];
}

/** A model's answer: its reasoning, what it said, and the tools that it called, in one choice. */
export function outputChoices(output: unknown): readonly PosthogMessage[] {
  if (isRecord(output) && Array.isArray(output.messages)) return inputMessages(output);
  if (Array.isArray(output) && output.length > 0 && output.every(isMessage)) return output.map(messageOf);
  if (!isRecord(output)) return [{ role: 'assistant', content: textOf(output) }];
  const { text, reasoning, toolCalls, ...rest } = output;
  const other = Object.keys(rest).filter(key => rest[key] !== undefined);
  const content = [
    ...(typeof reasoning === 'string' && reasoning ? [{ type: 'thinking', thinking: reasoning }] : []),
    ...(typeof text === 'string' && text ? [{ type: 'text', text }] : []),
    // An object that was asked for is the answer itself.
    ...(other.length > 0 ? [{ type: 'text', text: textOf(other.join() === 'object' ? rest.object : rest) }] : []),
    ...(Array.isArray(toolCalls) ? toolCalls.filter(isRecord).map(functionOf) : []),
  ];
  return [{ role: 'assistant', content }];
}

function isMessage(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && typeof value.role === 'string' && 'content' in value;
}

function messageOf({ role, content }: Readonly<Record<string, unknown>>): PosthogMessage {
  if (!Array.isArray(content)) return { role: String(role), content };
  return { role: String(role), content: content.map(part => (isRecord(part) ? partOf(part) : part)) };
}

function partOf(part: Readonly<Record<string, unknown>>): unknown {
  switch (part.type) {
    case 'tool-call':
      return functionOf(part);
    case 'tool-result':
      return {
        type: 'tool-result',
        toolCallId: part.toolCallId,
        toolName: part.toolName,
        output: part.output ?? part.result,
      };
    default:
      return part;
  }
}

function functionOf(call: Readonly<Record<string, unknown>>): unknown {
  return {
    type: 'function',
    id: call.toolCallId,
    function: { name: call.toolName, arguments: call.input ?? call.args ?? {} },
  };
}
