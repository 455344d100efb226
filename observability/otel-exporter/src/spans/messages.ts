import { jsonText } from '../otlp/json-text.ts';

/** A message in the form of the conventions' JSON schemas. */
export interface GenAiMessage {
  readonly role: string;
  readonly parts: readonly object[];
  readonly finish_reason?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * An input as messages: the AI SDK's messages, an object that holds them, a single one, or plain text. What is none of
 * these is the text of a user's message, as JSON.
 */
export function inputMessages(input: unknown): readonly GenAiMessage[] {
  if (input === undefined || input === null) return [];
  if (isFields(input) && Array.isArray(input.messages)) return input.messages.map(messageOf);
  if (Array.isArray(input) && input.every(isMessage)) return input.map(messageOf);
  return [messageOf(input)];
}

/** An output as the assistant's message: `{ text, object, reasoning, toolCalls, files }`, plain text, or anything else as JSON. */
export function outputMessages(output: unknown, finishReason: string | undefined): readonly GenAiMessage[] {
  if (output === undefined || output === null) return [];
  return [{ role: 'assistant', parts: outputParts(output), finish_reason: finishReasonOf(finishReason) }];
}

/** Splits the instructions that a call was given off its conversation. */
export function withoutSystem(messages: readonly GenAiMessage[]): {
  readonly system: readonly object[];
  readonly conversation: readonly GenAiMessage[];
} {
  const isSystem = ({ role }: GenAiMessage) => role === 'system';
  return {
    system: messages.filter(isSystem).flatMap(({ parts }) => parts),
    conversation: messages.filter(message => !isSystem(message)),
  };
}

export function textPart(content: string): object {
  return { type: 'text', content };
}

function messageOf(message: unknown): GenAiMessage {
  if (!isFields(message) || !('content' in message || 'parts' in message)) {
    return { role: 'user', parts: [textPart(textOf(message))] };
  }
  const role = typeof message.role === 'string' ? message.role : 'user';
  const content = message.content ?? message.parts;
  return { role, parts: Array.isArray(content) ? content.map(partOf) : [textPart(textOf(content))] };
}

function outputParts(output: unknown): readonly object[] {
  if (!isFields(output)) return [textPart(textOf(output))];
  const { text, object, reasoning, toolCalls, files } = output;
  const parts = [
    ...(typeof reasoning === 'string' && reasoning !== '' ? [{ type: 'reasoning', content: reasoning }] : []),
    ...(typeof text === 'string' && text !== '' ? [textPart(text)] : []),
    ...(object !== undefined && typeof text !== 'string' ? [textPart(textOf(object))] : []),
    ...(Array.isArray(toolCalls) ? toolCalls.map(call => partOf({ type: 'tool-call', ...(call as Fields) })) : []),
    ...(Array.isArray(files) ? files.map(file => partOf({ type: 'file', ...(file as Fields) })) : []),
  ];
  const isAnswer = ['text', 'object', 'reasoning', 'toolCalls', 'files'].some(key => key in output);
  return isAnswer ? parts : [textPart(textOf(output))];
}

/** A part of an AI SDK message. A kind that the conventions do not have stays what it is: their schema allows that. */
function partOf(part: unknown): object {
  if (!isFields(part)) return textPart(textOf(part));
  switch (part.type) {
    case 'text':
      return textPart(textOf(part.text));
    case 'reasoning':
      return { type: 'reasoning', content: textOf(part.text) };
    case 'tool-call':
      return { type: 'tool_call', id: part.toolCallId, name: part.toolName, arguments: part.input };
    case 'tool-result':
      return { type: 'tool_call_response', id: part.toolCallId, response: part.output };
    case 'image':
      return mediaPart(part.image, part.mediaType ?? 'image/*');
    case 'file':
      return mediaPart(part.data, part.mediaType);
    default:
      return typeof part.type === 'string' ? part : textPart(textOf(part));
  }
}

function mediaPart(data: unknown, mediaType: unknown): object {
  const type = typeof mediaType === 'string' ? mediaType : undefined;
  const [family = ''] = type?.split('/') ?? [];
  const shared = { modality: ['image', 'video', 'audio'].includes(family) ? family : 'document', mime_type: type };
  if (typeof data !== 'string') return { type: 'file_reference', ...shared };
  return /^[a-z][a-z0-9+.-]*:/i.test(data)
    ? { type: 'uri', ...shared, uri: data }
    : { type: 'blob', ...shared, content: data };
}

/** The conventions' word for the AI SDK's. */
function finishReasonOf(reason: string | undefined): string {
  switch (reason) {
    case 'tool-calls':
      return 'tool_call';
    case 'content-filter':
      return 'content_filter';
    default:
      return reason ?? 'stop';
  }
}

function isMessage(value: unknown): boolean {
  return isFields(value) && typeof value.role === 'string';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (jsonText(value) ?? '');
}
