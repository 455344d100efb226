import type { AnyExportedSpan } from '@mastra/core/observability';
import { at, spanOf } from './sample-span.ts';

/** What the run below uses, of which the cached and the reasoning tokens are parts. */
export const SAMPLE_USAGE = {
  inputTokens: 1200,
  outputTokens: 300,
  inputDetails: { text: 200, cacheRead: 900, cacheWrite: 100 },
  outputDetails: { text: 250, reasoning: 50 },
};

interface SampleRunChanges {
  /** Of every span. */
  readonly every?: Partial<AnyExportedSpan>;
  readonly run?: Partial<AnyExportedSpan>;
  readonly step?: Partial<AnyExportedSpan>;
  readonly generationAttributes?: Readonly<Record<string, unknown>>;
}

/** An agent run > generation > step > tool call that fails, made by hand, each with `more` of its own. */
export function sampleRun(more: SampleRunChanges = {}): readonly AnyExportedSpan[] {
  const correlation = {
    userId: 'u-1',
    sessionId: 's-1',
    threadId: 't-1',
    runId: 'r-1',
    environment: 'test',
    serviceName: 'weather-app',
    ...more.every,
  };
  const run = spanOf('00000000000000a1', {
    ...correlation,
    name: "agent run: 'weather'",
    type: 'agent_run',
    endTime: at(2000),
    input: 'Weather in Oslo?',
    output: { text: '21 °C' },
    attributes: { maxSteps: 5 },
    metadata: { tenant: 'acme' },
    ...more.run,
  });
  const generation = spanOf('00000000000000b2', {
    ...correlation,
    parentSpanId: run.id,
    name: "llm: 'gpt-5'",
    type: 'model_generation',
    startTime: at(10),
    endTime: at(1900),
    input: { messages: [{ role: 'user', content: 'Weather in Oslo?' }] },
    output: { text: '21 °C' },
    attributes: {
      model: 'gpt-5',
      provider: 'openai',
      parameters: { temperature: 0.2, maxOutputTokens: 500, stopSequences: ['END'] },
      streaming: true,
      usage: SAMPLE_USAGE,
      costUsd: 0.0125,
      completionStartTime: at(260),
      finishReason: 'stop',
      ...more.generationAttributes,
    },
  });
  const step = spanOf('00000000000000c3', {
    ...correlation,
    parentSpanId: generation.id,
    name: 'step: 0',
    type: 'model_step',
    startTime: at(10),
    endTime: at(1000),
    output: { toolCalls: ['get-weather'] },
    attributes: { stepIndex: 0, usage: SAMPLE_USAGE, costUsd: 0.0125, finishReason: 'tool-calls' },
    ...more.step,
  });
  const tool = spanOf('00000000000000d4', {
    ...correlation,
    parentSpanId: step.id,
    name: "tool: 'get-weather'",
    type: 'tool_call',
    startTime: at(500),
    endTime: at(900),
    input: { city: 'Oslo' },
    attributes: { toolType: 'function', toolCallId: 'call-1', success: false },
    errorInfo: { name: 'TypeError', message: 'no such city', stack: 'TypeError: no such city\n    at lookup' },
    endReason: 'timeout',
    links: [{ traceId: 'f'.repeat(32), spanId: 'e'.repeat(16) }],
  });
  return [run, generation, step, tool];
}
