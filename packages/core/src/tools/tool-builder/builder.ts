import { getAmbientSpan } from '../../observability/ambient.ts';
import { createObservabilityContext, tracingContextOf } from '../../observability/context-factory.ts';
import { RequestContext } from '../../request-context/index.ts';
import type { ToolCallOptions, ToolExecutionContext } from '../types.ts';

/** Builds the context of one tool call: what the caller gave, and the observability of the span that the call runs in. */
export function buildToolContext(options: ToolCallOptions): ToolExecutionContext {
  const { mastra, requestContext, abortSignal, agent, workflow } = options;
  const span = getAmbientSpan();
  return {
    mastra,
    requestContext: requestContext ?? new RequestContext(),
    abortSignal,
    agent,
    workflow,
    // A caller that hands on its own context means the run, not that this tool should log in the caller's name.
    ...(span
      ? createObservabilityContext(tracingContextOf(span))
      : createObservabilityContext(options.tracing, options.logger, options.metrics)),
  };
}
