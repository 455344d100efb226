import type { ModelMessage } from 'ai';
import { MastraError } from '../error/index.ts';
import type { AgentMessages } from './options.ts';

/** The messages of a call in one form. A text is something that the user says. */
export function normaliseMessages(messages: AgentMessages): readonly ModelMessage[] {
  const list = Array.isArray(messages) ? messages : [messages as string | ModelMessage];
  const normalised = list.map(message => (typeof message === 'string' ? userMessage(message) : message));
  if (normalised.length > 0 && normalised.every(isMessage)) return normalised;
  throw new MastraError({
    code: 'AGENT_MESSAGES_INVALID',
    domain: 'AGENT',
    message:
      'An agent needs something to answer: a text, a message { role, content }, or a list of them that is not empty. ' +
      `It was given ${list.length === 0 ? 'an empty list' : JSON.stringify(messages)?.slice(0, 200)}.`,
  });
}

function userMessage(content: string): ModelMessage {
  return { role: 'user', content };
}

function isMessage(message: unknown): message is ModelMessage {
  return typeof message === 'object' && message !== null && 'role' in message && 'content' in message;
}
