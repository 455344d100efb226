import { errorStack, type SpanErrorInfo } from '@mastra/core/observability';
import { MastraAttribute } from '../conventions/mastra.ts';
import type { AttributeBuilder } from '../otlp/attribute-builder.ts';

/**
 * What an error says beyond the name, message and stack of an exception: its code, domain, category, causes, and where
 * content is asked for, its details. Nothing for an error that says no more.
 */
export function putErrorDetails(to: AttributeBuilder, error: SpanErrorInfo, includeContent: boolean): void {
  const { message: _, name: __, stack, ...details } = withoutContent(error, includeContent);
  // An exception's stack trace has the causes in it.
  const isToldWhole = stack === errorStack(error);
  if (isToldWhole && Object.keys(details).length === 0) return;
  to.putPayload(MastraAttribute.ERROR, isToldWhole ? details : { ...details, stack });
}

function withoutContent(error: SpanErrorInfo, includeContent: boolean): SpanErrorInfo {
  const { details, cause, ...rest } = error;
  return {
    ...rest,
    ...(includeContent && details && { details }),
    ...(cause && { cause: withoutContent(cause, includeContent) }),
  };
}
