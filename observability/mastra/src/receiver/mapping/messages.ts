import { listOf, objectOf, textOf } from '../wire/types.ts';
import { contentOf } from './json-content.ts';
import { present } from './present.ts';

/** A message in the form of the semantic conventions. */
export interface Message {
  readonly role: string;
  readonly parts: readonly Readonly<Record<string, unknown>>[];
  readonly finish_reason?: string;
}

/** What a message is made of, whatever its sender calls it. */
export interface MessageContent {
  readonly role: unknown;
  readonly content?: unknown;
  readonly toolCalls?: readonly ToolCallContent[];
  /** The call that a message of a tool answers. */
  readonly toolCallId?: unknown;
  readonly finishReason?: unknown;
}

export interface ToolCallContent {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly arguments?: unknown;
}

/** A message of texts, calls of tools and their results. */
export function messageOf({ role, content, toolCalls = [], toolCallId, finishReason }: MessageContent): Message {
  const calls = toolCalls.map(call =>
    present({ type: 'tool_call', id: call.id, name: call.name, arguments: contentOf(call.arguments) }),
  );
  const said = toolCallId === undefined ? partsOf(content) : [answerOf(toolCallId, content)];
  return present({
    role: textOf(role) ?? 'assistant',
    parts: [...said, ...calls],
    finish_reason: textOf(finishReason),
  }) as Message;
}

function answerOf(id: unknown, content: unknown): Readonly<Record<string, unknown>> {
  return { type: 'tool_call_response', id, response: contentOf(content) };
}

/** A text is one part; lists of parts as providers have them are kept, their texts under the conventions' name. */
function partsOf(content: unknown): readonly Readonly<Record<string, unknown>>[] {
  const given = contentOf(content);
  if (given === undefined || given === null || given === '') return [];
  if (!Array.isArray(given)) return [{ type: 'text', content: typeof content === 'string' ? content : given }];
  return given.map(part => {
    const { type, text, ...rest } = objectOf(part);
    if (typeof part === 'string') return { type: 'text', content: part };
    return typeof text === 'string' ? { type: type ?? 'text', content: text, ...rest } : objectOf(part);
  });
}

/** Events of the conventions' older versions: one for each message, by the role that their names say. */
const ROLES = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
]);

/** The events that are messages, in their order, as what a call was given and what it answered. */
export function messagesOfEvents(
  events: readonly Readonly<Record<string, unknown>>[],
): { readonly asked: readonly Message[]; readonly answered: readonly Message[] } | undefined {
  const asked: Message[] = [];
  const answered: Message[] = [];
  for (const event of events) {
    const name = textOf(event['event.name']);
    if (name === 'gen_ai.choice') {
      const message = contentOf(event.message);
      const inner = typeof message === 'object' && message !== null ? objectOf(message) : { content: message };
      answered.push(messageOfEvent({ ...event, ...inner }, 'assistant'));
    } else if (name !== undefined && ROLES.has(name)) asked.push(messageOfEvent(event, ROLES.get(name)!));
  }
  return asked.length + answered.length > 0 ? { asked, answered } : undefined;
}

export function isMessageEvent(name: unknown): boolean {
  return name === 'gen_ai.choice' || ROLES.has(name as string);
}

function messageOfEvent(event: Readonly<Record<string, unknown>>, role: string): Message {
  return messageOf({
    role: textOf(event.role) ?? role,
    content: event.content,
    toolCalls: listOf(contentOf(event.tool_calls)).map(toolCallOf),
    toolCallId: role === 'tool' ? event.id : undefined,
    finishReason: event.finish_reason,
  });
}

/** A call as OpenAI has it, with its function inside, or flat. */
export function toolCallOf(call: unknown): ToolCallContent {
  const { id, name, arguments: given, function: inner } = objectOf(call);
  const { name: innerName, arguments: innerArguments } = objectOf(inner);
  return { id, name: innerName ?? name, arguments: innerArguments ?? given };
}
