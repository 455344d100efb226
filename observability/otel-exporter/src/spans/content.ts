import type { AgentRunAttributes, AnyExportedSpan } from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';
import { MastraAttribute } from '../conventions/mastra.ts';
import type { AttributeBuilder } from '../otlp/attribute-builder.ts';
import { type GenAiMessage, inputMessages, outputMessages, textPart, withoutSystem } from './messages.ts';

/** What was said, as JSON text: OTLP could hold it structured, and few backends could read that. */
export function putContent(to: AttributeBuilder, span: AnyExportedSpan): void {
  switch (span.type) {
    case 'agent_run':
    case 'model_generation':
    case 'model_step':
    case 'model_inference':
      putConversation(to, span);
      return;
    case 'tool_call':
    case 'mcp_tool_call':
    case 'client_tool_call':
    case 'provider_tool_call':
      to.putPayload(GenAi.TOOL_CALL_ARGUMENTS, span.input);
      to.putPayload(GenAi.TOOL_CALL_RESULT, span.output);
      return;
    default:
      to.putPayload(MastraAttribute.INPUT, span.input);
      to.putPayload(MastraAttribute.OUTPUT, span.output);
  }
}

function putConversation(to: AttributeBuilder, span: AnyExportedSpan): void {
  const { instructions, finishReason } = (span.attributes ?? {}) as AgentRunAttributes & { finishReason?: string };
  const { system, conversation: messages } = withoutSystem(inputMessages(span.input));
  putList(to, GenAi.SYSTEM_INSTRUCTIONS, instructions ? [textPart(instructions), ...system] : system);
  putList(to, GenAi.INPUT_MESSAGES, messages);
  putList(to, GenAi.OUTPUT_MESSAGES, outputMessages(span.output, finishReason));
}

function putList(to: AttributeBuilder, name: string, list: readonly (GenAiMessage | object)[]): void {
  if (list.length > 0) to.putPayload(name, list);
}
