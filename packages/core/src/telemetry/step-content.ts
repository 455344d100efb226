import type { ContentPart, ToolSet } from 'ai';
import type { AnySpan } from '../observability/types/index.ts';
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
  executed: ReadonlySet<string>,
  tools: unknown,
  recordOutputs: boolean,
): void {
  for (const part of content) {
    if (part.type !== 'tool-call' || executed.has(part.toolCallId)) continue;
    if (part.providerExecuted) recordProviderCall(parent, part, content, recordOutputs);
    else if (part.invalid) recordRefusedCall(parent, part, tools);
    else if (!awaitsApproval(part, content)) recordClientCall(parent, part, tools);
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
      span.end({ output: recordOutputs ? part.output : undefined, attributes: { success: true } });
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

function awaitsApproval(call: Call, content: readonly ContentPart<ToolSet>[]): boolean {
  return content.some(part => part.type === 'tool-approval-request' && part.toolCall.toolCallId === call.toolCallId);
}
