import type { ContentPart, ToolSet } from 'ai';
import type { AnySpan } from '../observability/types/index.ts';
import { recordApprovalRequest } from './approvals.ts';
import { failureIn } from './tool-failure.ts';
import { describeTool } from './tool-span.ts';

type Call = Extract<ContentPart<ToolSet>, { type: 'tool-call' }>;

/**
 * Spans for the tool calls in a model's answer that nobody here executed and no callback tells of: those that the
 * provider ran itself, those that are left to the client, and those that were refused because the tool is unknown or
 * its arguments do not fit.
 */
export function recordUnexecutedCalls(
  parent: AnySpan,
  content: readonly ContentPart<ToolSet>[],
  executed: ReadonlyMap<string, number>,
  tools: unknown,
  recordOutputs: boolean,
): void {
  const left = new Map(executed);
  for (const part of content) {
    if (part.type !== 'tool-call') continue;
    // Calls of one answer may share an id: as many are over as have begun.
    const begun = left.get(part.toolCallId) ?? 0;
    left.set(part.toolCallId, begun - 1);
    if (begun > 0) continue;
    if (part.providerExecuted) recordProviderCall(parent, part, content, recordOutputs);
    else if (part.invalid) recordRefusedCall(parent, part, tools);
    else {
      const approvalId = approvalOf(part, content);
      if (approvalId === undefined) recordClientCall(parent, part, tools);
      else {
        const { toolCallId, input, toolName } = part;
        recordApprovalRequest(parent, { approvalId, toolCallId, input }, describeTool(tools, toolName));
      }
    }
  }
}

function recordProviderCall(
  parent: AnySpan,
  call: Call,
  content: readonly ContentPart<ToolSet>[],
  recordOutputs: boolean,
): void {
  const span = parent.createChildSpan({
    ...toolSpan(call, call.toolName),
    type: 'provider_tool_call',
    attributes: { toolType: 'provider', toolCallId: call.toolCallId },
  });
  for (const part of content) {
    if (part.type === 'tool-error' && part.toolCallId === call.toolCallId) {
      span.error({ error: part.error, attributes: { success: false } });
    } else if (part.type === 'tool-result' && part.toolCallId === call.toolCallId) {
      const output = recordOutputs ? part.output : undefined;
      const failure = failureIn(part.output);
      if (failure) span.error({ error: failure, endSpan: false });
      span.end({ output, attributes: { success: failure === undefined } });
    }
  }
  span.end();
}

function recordRefusedCall(parent: AnySpan, call: Call, tools: unknown): void {
  const { id, description } = describeTool(tools, call.toolName);
  const span = parent.createChildSpan({
    ...toolSpan(call, id),
    type: 'tool_call',
    attributes: { toolType: 'function', toolDescription: description, toolCallId: call.toolCallId },
  });
  span.error({ error: call.error, attributes: { success: false } });
}

function recordClientCall(parent: AnySpan, call: Call, tools: unknown): void {
  const { id, description } = describeTool(tools, call.toolName);
  parent.createEventSpan({
    ...toolSpan(call, id),
    type: 'client_tool_call',
    attributes: { toolType: 'client', toolDescription: description, toolCallId: call.toolCallId },
  });
}

function toolSpan(call: Call, id: string) {
  return {
    name: `tool: '${id}'`,
    entityType: 'tool',
    entityId: id,
    entityName: id,
    input: call.input,
  } as const;
}

function approvalOf(call: Call, content: readonly ContentPart<ToolSet>[]): string | undefined {
  for (const part of content) {
    if (part.type === 'tool-approval-request' && part.toolCall.toolCallId === call.toolCallId) return part.approvalId;
  }
  return undefined;
}
