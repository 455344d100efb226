import type { CorrelationContext } from '@mastra/core/observability';
import { setField } from '../wire/values.ts';

/** The names that programs give to what a signal belongs to, among properties of their own. */
const FIELDS: Readonly<Record<string, 'userId' | 'sessionId' | 'threadId' | 'runId' | 'requestId'>> = {
  user_id: 'userId',
  userId: 'userId',
  'user.id': 'userId',
  session_id: 'sessionId',
  sessionId: 'sessionId',
  'session.id': 'sessionId',
  thread_id: 'threadId',
  threadId: 'threadId',
  conversation_id: 'threadId',
  conversationId: 'threadId',
  run_id: 'runId',
  runId: 'runId',
  request_id: 'requestId',
  requestId: 'requestId',
};

/** What properties that a program attached say: whose it is, its tags, and all else as metadata. */
export interface Identity {
  readonly correlation: CorrelationContext;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export function identityOf(properties: Readonly<Record<string, unknown>> = {}): Identity {
  const correlation: { -readonly [K in keyof CorrelationContext]: CorrelationContext[K] } = {};
  const metadata: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field !== undefined && isId(value)) correlation[field] ??= String(value);
    else if (name === 'tags' && Array.isArray(value)) correlation.tags = value.filter(isId).map(String);
    else setField(metadata, name, value);
  }
  return { correlation, metadata };
}

function isId(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
