import type { Telemetry } from 'ai';
import { createModelTelemetry } from './model-telemetry.ts';
import { type SpanSource, startSpan } from './start-span.ts';

/**
 * Makes an application record what `generateText`, `streamText`, `generateObject`, `embed`, `rerank` and the like do,
 * with no `Agent` around them. Give it to one call, or to all of the process. A call inside a run belongs to that run;
 * any other begins a trace of its own.
 *
 * @example
 * await generateText({ model, prompt: 'Hello', telemetry: { integrations: [aiSdkTelemetry(mastra)] } });
 *
 * @example
 * import { registerTelemetry } from 'ai';
 * registerTelemetry(aiSdkTelemetry(mastra));
 */
export function aiSdkTelemetry(mastra: SpanSource): Telemetry {
  return createModelTelemetry({
    start: options => startSpan(mastra, options),
    includeChunks: () => mastra.observability.getSelectedInstance()?.includeModelChunks ?? false,
  }).integration;
}
