import type { AnySpan } from '../observability/types/index.ts';

/** Requests whose time is remembered, so that the wait for an answer can be told. */
const MAX_REMEMBERED = 10_000;
const requestedAt = new Map<string, number>();

/** Marks that a tool call waits for somebody's approval. */
export function recordApprovalRequest(
  parent: AnySpan,
  request: { readonly approvalId: string; readonly toolCallId: string; readonly input: unknown },
  tool: { readonly id: string; readonly description?: string },
): void {
  const { approvalId, toolCallId, input } = request;
  requestedAt.set(approvalId, Date.now());
  if (requestedAt.size > MAX_REMEMBERED) requestedAt.delete(requestedAt.keys().next().value!);
  parent.createEventSpan({
    type: 'generic',
    name: `approval requested: '${tool.id}'`,
    entityType: 'tool',
    entityId: tool.id,
    entityName: tool.id,
    input,
    attributes: { approval: 'requested', approvalId, toolCallId },
  });
}

interface ApprovalResponse {
  readonly type: string;
  readonly approvalId?: string;
  readonly approved?: boolean;
  readonly reason?: string;
}

/** Marks what was decided on the requests that a conversation goes on from, and how long the decision took. */
export function recordApprovalAnswers(parent: AnySpan, messages: readonly unknown[]): void {
  const given = messages as readonly { readonly role?: unknown; readonly content?: unknown }[];
  const since = given.findLastIndex(({ role }) => role === 'assistant');
  const answers = given
    .slice(since + 1)
    .flatMap(({ role, content }) => (role === 'tool' && Array.isArray(content) ? content : []));
  for (const part of answers as readonly ApprovalResponse[]) {
    if (part.type !== 'tool-approval-response' || typeof part.approvalId !== 'string') continue;
    const { approvalId, approved, reason } = part;
    const asked = requestedAt.get(approvalId);
    requestedAt.delete(approvalId);
    const decision = approved ? 'granted' : 'denied';
    const toolName = toolOf(messages, approvalId);
    parent.createEventSpan({
      type: 'generic',
      name: toolName === undefined ? `approval ${decision}` : `approval ${decision}: '${toolName}'`,
      attributes: {
        approval: decision,
        approvalId,
        ...(reason !== undefined && { reason }),
        ...(asked !== undefined && { waitedMs: Math.max(0, Date.now() - asked) }),
      },
    });
  }
}

/** The tool that was asked for: the request names a call, and the call names the tool. */
function toolOf(messages: readonly unknown[], approvalId: string): string | undefined {
  const parts = messages.flatMap(message => {
    const { content } = (message ?? {}) as { readonly content?: unknown };
    return Array.isArray(content) ? (content as readonly Record<string, unknown>[]) : [];
  });
  const request = parts.find(part => part.type === 'tool-approval-request' && part.approvalId === approvalId);
  const call = parts.find(part => part.type === 'tool-call' && part.toolCallId === request?.toolCallId);
  return typeof call?.toolName === 'string' ? call.toolName : undefined;
}
