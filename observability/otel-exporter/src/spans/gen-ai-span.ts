import type { AnyExportedSpan } from '@mastra/core/observability';
import { GenAi } from '../conventions/gen-ai.ts';
import { Otel } from '../conventions/general.ts';
import { MastraAttribute } from '../conventions/mastra.ts';
import { AttributeBuilder } from '../otlp/attribute-builder.ts';
import { putContent } from './content.ts';
import { putCorrelation } from './correlation.ts';
import { putErrorDetails } from './error-details.ts';
import { operationOf } from './operation.ts';
import { putMetadata, putOwnAttributes } from './own-attributes.ts';
import type { SpanDescription } from './readable-span.ts';

export interface GenAiSpanOptions {
  /**
   * Also what was said: messages, instructions, arguments and results of tools, and the input and output of all other
   * spans. Without it no payload is in the result.
   */
  readonly includeContent: boolean;
}

/**
 * A span in the words of OpenTelemetry's conventions for generative AI: `chat gpt-4`, `execute_tool get-weather`,
 * `invoke_agent weather`. What they have no word for is under `mastra.`.
 *
 * Usage is on `chat` and `embeddings` spans only, one for each call of `generate` or `stream`: the steps of a call repeat
 * it under `mastra.step.usage.`.
 */
export function genAiSpan(span: AnyExportedSpan, { includeContent }: GenAiSpanOptions): SpanDescription {
  const { operation, kind, spokenFor, target, put } = operationOf(span.type);
  const to = new AttributeBuilder();
  putOwnAttributes(to, span.attributes, spokenFor);
  putMetadata(to, span.metadata);
  putCorrelation(to, span);
  to.put(GenAi.OPERATION_NAME, operation);
  put?.(to, span);
  if (includeContent) putContent(to, span);
  to.put(Otel.ERROR_TYPE, errorType(span));
  if (span.errorInfo) putErrorDetails(to, span.errorInfo, includeContent);
  to.put(MastraAttribute.SPAN_TYPE, span.type);
  to.put(MastraAttribute.END_REASON, span.endReason);
  if (span.isEvent) to.put(MastraAttribute.IS_EVENT, true);
  let name = span.name;
  if (operation) {
    const what = target?.(span);
    name = what ? `${operation} ${what}` : operation;
    if (name !== span.name) to.put(MastraAttribute.SPAN_NAME, span.name);
  }
  return { name, kind, attributes: to.build() };
}

/** A low-cardinality name for what went wrong. */
export function errorType({
  errorInfo,
  endReason,
}: Pick<AnyExportedSpan, 'errorInfo' | 'endReason'>): string | undefined {
  if (errorInfo) return errorInfo.id ?? errorInfo.name ?? '_OTHER';
  return endReason === 'timeout' ? 'timeout' : undefined;
}
