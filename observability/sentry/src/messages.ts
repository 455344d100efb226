import { asText, cut } from './attributes.ts';

/** Part of a message in the form of the AI conventions. */
type Part = Readonly<Record<string, unknown>>;

interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
}

/** What a model was asked, apart: the system's instructions and the rest. */
export interface Conversation {
  readonly instructions?: string;
  /** JSON of `{ role, parts }[]`. */
  readonly messages?: string;
}

/** In UTF-16 units, of the JSON text of all messages. */
const MAX_MESSAGES = 65_536;
const BLOB = '[Blob substitute]';

/** The input of a generation or an agent: a text, messages, or `{ messages }`. */
export function conversationOf(input: unknown): Conversation {
  const list = messagesIn(input).map(message);
  const isSystem = ({ role }: Message) => role === 'system';
  const instructions = list.filter(isSystem).flatMap(({ parts }) => parts.map(part => asText(part.content) ?? ''));
  const rest = list.filter(one => !isSystem(one));
  return {
    ...(instructions.length > 0 && { instructions: instructions.join('\n\n') }),
    ...(rest.length > 0 && { messages: fitted(rest) }),
  };
}

/** The output of a generation or an agent: `{ text, reasoning?, toolCalls?, files?, object? }`. */
export function answerOf(output: unknown, finishReason: unknown): string | undefined {
  if (output === undefined) return undefined;
  if (typeof output !== 'object' || output === null) return fitted([{ role: 'assistant', parts: [text(output)] }]);
  const { text: said, reasoning, toolCalls, files, object } = output as Record<string, unknown>;
  const parts: Part[] = [];
  if (typeof reasoning === 'string' && reasoning) parts.push({ type: 'reasoning', content: reasoning });
  if (typeof said === 'string' && said) parts.push(text(said));
  if (object !== undefined && !said) parts.push(text(object));
  for (const call of asList(toolCalls)) parts.push(part({ type: 'tool-call', ...asRecord(call) }));
  for (const file of asList(files)) parts.push(part({ type: 'file', ...asRecord(file) }));
  if (parts.length === 0 && said === undefined) parts.push(text(output));
  return fitted([
    { role: 'assistant', parts, ...(typeof finishReason === 'string' && { finish_reason: finishReason }) } as Message,
  ]);
}

function messagesIn(input: unknown): readonly unknown[] {
  if (input === undefined || input === null) return [];
  if (Array.isArray(input)) return input;
  if (typeof input === 'object' && 'messages' in input && Array.isArray(input.messages)) return input.messages;
  return [input];
}

function message(given: unknown): Message {
  const { role, content } = asRecord(given);
  if (typeof role !== 'string') return { role: 'user', parts: [text(given)] };
  return { role, parts: Array.isArray(content) ? content.map(part) : [text(content)] };
}

function part(given: unknown): Part {
  const { type, text: said, toolCallId: id, toolName: name, input, output, mediaType } = asRecord(given);
  switch (type) {
    case 'text':
      return text(said);
    case 'reasoning':
      return { type: 'reasoning', content: said };
    case 'tool-call':
      return { type: 'tool_call', id, name, arguments: input };
    case 'tool-result':
      return { type: 'tool_call_response', id, name, response: asRecord(output).value ?? output };
    case 'image':
    case 'file':
      return { type: 'blob', mime_type: mediaType, content: BLOB };
    default:
      return text(given);
  }
}

function text(content: unknown): Part {
  return { type: 'text', content: asText(content) ?? '' };
}

/** As JSON that can be read whatever had to go: the oldest messages first, then the ends of long texts. */
function fitted(messages: readonly Message[]): string {
  let kept = messages;
  let json = JSON.stringify(kept);
  while (json.length > MAX_MESSAGES && kept.length > 1) {
    kept = kept.slice(Math.ceil(kept.length / 2));
    json = JSON.stringify(kept);
  }
  for (let max = MAX_MESSAGES / 2; json.length > MAX_MESSAGES && max > 16; max /= 4) {
    json = JSON.stringify(kept, (_, value) => (typeof value === 'string' ? cut(value, max) : value));
  }
  return json.length > MAX_MESSAGES ? JSON.stringify([{ role: kept[0]!.role, parts: [text(cut(json))] }]) : json;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
