import { type AnyExportedSpan, errorStack } from '@mastra/core/observability';
import { decimalId, NO_PARENT } from '../ids.ts';
import type { LlmObsIo, LlmObsKind, LlmObsMeta, LlmObsSpan } from '../protocol.ts';
import { correlationTags, tag } from '../tags.ts';
import { kindOf } from './kinds.ts';
import { inputMessages, outputMessages } from './messages.ts';
import { metadataOf } from './metadata.ts';
import { textOf } from './text.ts';
import { metricsOf } from './usage.ts';

/** The tag by which a score of a whole trace finds its root. */
export const TRACE_TAG = 'mastra_trace_id';

export interface SpanContext {
  /** Whether roots hang below spans of other processes. */
  readonly joinRemoteTraces: boolean;
  /** For spans that name no service of their own. */
  readonly service: string | undefined;
  readonly env: string | undefined;
  /** On every span. */
  readonly tags: readonly string[];
}

/** A span as Datadog's LLM Observability takes it. */
export function llmObsSpan(span: AnyExportedSpan, context: SpanContext): LlmObsSpan {
  const { parentSpanId } = span;
  const isRoot = parentSpanId === undefined || (span.isRootSpan && !context.joinRemoteTraces);
  const kind = kindOf(span.type, isRoot);
  const metrics = metricsOf(span, kind);
  const service = context.service ?? span.serviceName;
  const start = span.startTime.getTime();
  const env = context.env ?? span.environment;
  const sessionId = span.sessionId ?? span.threadId;
  return {
    name: span.name,
    span_id: decimalId(span.id),
    trace_id: span.traceId,
    parent_id: isRoot ? NO_PARENT : decimalId(parentSpanId),
    start_ns: start * 1e6,
    duration: Math.max(0, (span.endTime ?? span.startTime).getTime() - start) * 1e6,
    status: span.errorInfo ? 'error' : 'ok',
    meta: metaOf(span, kind),
    ...(metrics && { metrics }),
    ...(sessionId && { session_id: sessionId }),
    ...(service && { service }),
    tags: [
      ...context.tags,
      ...(env ? [tag('env', env)] : []),
      ...(service ? [tag('service', service)] : []),
      ...(span.errorInfo?.name ? [tag('error_type', span.errorInfo.name)] : []),
      ...(isRoot ? [tag(TRACE_TAG, span.traceId)] : []),
      ...correlationTags(span),
    ],
  };
}

function metaOf(span: AnyExportedSpan, kind: LlmObsKind): LlmObsMeta {
  const { errorInfo } = span;
  const stack = errorInfo && errorStack(errorInfo);
  return {
    kind,
    ...(span.input !== undefined && { input: inputOf(span.input, kind) }),
    ...(span.output !== undefined && { output: outputOf(span.output, kind) }),
    ...(errorInfo && {
      error: {
        message: errorInfo.message,
        ...(errorInfo.name && { type: errorInfo.name }),
        ...(stack && { stack }),
      },
    }),
    ...(kind === 'llm' || kind === 'embedding' ? modelOf(span) : undefined),
    metadata: metadataOf(span, kind),
  };
}

function inputOf(input: unknown, kind: LlmObsKind): LlmObsIo {
  return kind === 'llm' ? { messages: inputMessages(input) } : { value: textOf(input) };
}

function outputOf(output: unknown, kind: LlmObsKind): LlmObsIo {
  return kind === 'llm' ? { messages: outputMessages(output) } : { value: textOf(output) };
}

function modelOf(span: AnyExportedSpan): Partial<LlmObsMeta> {
  const { model, provider, responseModel, tools } = (span.attributes ?? {}) as Readonly<Record<string, unknown>>;
  const name = model ?? responseModel;
  return {
    ...(typeof name === 'string' && { model_name: name }),
    ...(typeof responseModel === 'string' && { model_version: responseModel }),
    // `openai.responses` is OpenAI to Datadog's price list.
    ...(typeof provider === 'string' && { model_provider: provider.split('.')[0]!.toLowerCase() }),
    ...(Array.isArray(tools) && { tool_definitions: tools.map(tool => ({ name: String(tool) })) }),
  };
}
