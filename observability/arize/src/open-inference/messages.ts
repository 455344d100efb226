import { AUDIO_URL, SemanticConventions as S } from '@arizeai/openinference-semantic-conventions';
import { inputMessages, outputMessages } from '@mastra/otel-exporter';
import { type Fields, fieldsOf, indexed, optionalText, textOf } from './fields.ts';

type Message = ReturnType<typeof inputMessages>[number];

/** A longer data URL says nothing to a reader. OpenInference's own instrumentations draw the same line. */
const MAX_DATA_URL = 32_000;
const REDACTED = '__REDACTED__';

/** `llm.input_messages.…` of a generation's input. */
export function inputMessageAttributes(input: unknown): Fields {
  return indexed(S.LLM_INPUT_MESSAGES, inputMessages(input).flatMap(messagesOf));
}

/** `llm.output_messages.…` of a generation's output. */
export function outputMessageAttributes(output: unknown): Fields {
  return indexed(S.LLM_OUTPUT_MESSAGES, outputMessages(output, undefined).flatMap(messagesOf));
}

/** The answers of several tools in one message are one message each. */
function messagesOf({ role, parts }: Message): readonly Fields[] {
  const list = parts.map(fieldsOf);
  const answers = list.filter(part => part.type === 'tool_call_response');
  const rest = list.filter(part => part.type !== 'tool_call_response');
  return [...(rest.length > 0 || answers.length === 0 ? [messageOf(role, rest)] : []), ...answers.map(answerOf)];
}

function messageOf(role: string, parts: readonly Fields[]): Fields {
  const calls = parts.filter(part => part.type === 'tool_call');
  const contents = parts.filter(part => part.type !== 'tool_call');
  const [only] = contents;
  const isPlain = contents.length === 1 && only!.type === 'text';
  return {
    [S.MESSAGE_ROLE]: role,
    ...(isPlain ? { [S.MESSAGE_CONTENT]: only!.content } : indexed(S.MESSAGE_CONTENTS, contents.map(contentOf))),
    ...indexed(
      S.MESSAGE_TOOL_CALLS,
      calls.map(call => ({
        [S.TOOL_CALL_ID]: call.id,
        [S.TOOL_CALL_FUNCTION_NAME]: call.name,
        [S.TOOL_CALL_FUNCTION_ARGUMENTS_JSON]: optionalText(call.arguments),
      })),
    ),
  };
}

function answerOf({ id, response }: Fields): Fields {
  // The AI SDK wraps a result in `{ type, value }`.
  const value = fieldsOf(response).value ?? response;
  return { [S.MESSAGE_ROLE]: 'tool', [S.MESSAGE_TOOL_CALL_ID]: id, [S.MESSAGE_CONTENT]: optionalText(value) };
}

function contentOf(part: Fields): Fields {
  const url = urlOf(part);
  switch (part.modality) {
    case 'image':
      return { [S.MESSAGE_CONTENT_TYPE]: 'image', [`${S.MESSAGE_CONTENT_IMAGE}.${S.IMAGE_URL}`]: url };
    case 'audio':
      return { [S.MESSAGE_CONTENT_TYPE]: 'audio', [`${S.MESSAGE_CONTENT_AUDIO}.${AUDIO_URL}`]: url };
    case 'video':
      return { [S.MESSAGE_CONTENT_TYPE]: 'video', [`${S.MESSAGE_CONTENT_VIDEO}.${S.VIDEO_URL}`]: url };
  }
  const isReasoning = part.type === 'reasoning';
  return {
    [S.MESSAGE_CONTENT_TYPE]: isReasoning ? 'reasoning' : 'text',
    [S.MESSAGE_CONTENT_TEXT]: 'content' in part && !('modality' in part) ? textOf(part.content) : (url ?? textOf(part)),
  };
}

function urlOf({ uri, content, mime_type: mediaType, modality }: Fields): string | undefined {
  if (modality === undefined) return undefined;
  const url = typeof uri === 'string' ? uri : `data:${mediaType ?? ''};base64,${content ?? ''}`;
  return url.startsWith('data:') && url.length > MAX_DATA_URL ? REDACTED : url;
}
