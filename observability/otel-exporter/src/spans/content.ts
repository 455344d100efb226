import type { AgentRunAttributes, AnyExportedSpan } from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';
import { MastraAttribute } from '../conventions/mastra.ts';
import { jsonText } from '../otlp/json-text.ts';
import { type GenAiMessage, inputMessages, outputMessages, textPart, withoutSystem } from './messages.ts';

/** What was said, as JSON text: OTLP could hold it structured, and few backends could read that. */
export function contentAttributes(span: AnyExportedSpan): Record<string, unknown> {
  switch (span.type) {
    case 'agent_run':
    case 'model_generation':
    case 'model_step':
    case 'model_inference':
      return conversation(span);
    case 'tool_call':
    case 'mcp_tool_call':
    case 'client_tool_call':
    case 'provider_tool_call':
      return {
        [GenAi.TOOL_CALL_ARGUMENTS]: asText(span.input),
        [GenAi.TOOL_CALL_RESULT]: asText(span.output),
      };
    default:
      return { [MastraAttribute.INPUT]: asText(span.input), [MastraAttribute.OUTPUT]: asText(span.output) };
  }
}

function conversation(span: AnyExportedSpan): Record<string, unknown> {
  const { instructions, finishReason } = (span.attributes ?? {}) as AgentRunAttributes & { finishReason?: string };
  const { system, conversation: messages } = withoutSystem(inputMessages(span.input));
  return {
    [GenAi.SYSTEM_INSTRUCTIONS]: listText([...(instructions ? [textPart(instructions)] : []), ...system]),
    [GenAi.INPUT_MESSAGES]: listText(messages),
    [GenAi.OUTPUT_MESSAGES]: listText(outputMessages(span.output, finishReason)),
  };
}

function listText(list: readonly (GenAiMessage | object)[]): string | undefined {
  return list.length > 0 ? jsonText(list) : undefined;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : jsonText(value);
}
