import { Application } from '@mastra/exporter-conformance';
import { SentryExporter } from '../exporter.ts';
import type { SentryExporterOptions } from '../options.ts';
import type { FakeSentry } from './fake-sentry.ts';

/** An application that sends to a stand-in for Sentry. */
export type Observed = Application<SentryExporter>;

export function observed(sentry: FakeSentry, options: SentryExporterOptions = {}): Observed {
  const retry = { initialDelayMs: 1, maxDelayMs: 5 };
  const exporter = new SentryExporter({ dsn: sentry.dsn, maxBatchWaitMs: 5, retry, ...options });
  return new Application(exporter, { environment: 'staging' });
}

/** What an agent leaves behind that calls one tool: the spans of a run, with the model's tokens and cost. */
export function agentRun({ instance }: Observed, toolError?: Error): void {
  const usage = (inputTokens: number, outputTokens: number) => ({
    inputTokens,
    outputTokens,
    inputDetails: { text: inputTokens - 10, cacheRead: 6, cacheWrite: 4 },
    outputDetails: { text: outputTokens - 3, reasoning: 3 },
  });
  const run = instance.startSpan({
    type: 'agent_run',
    name: "agent run: 'weather'",
    entityType: 'agent',
    entityId: 'weather',
    entityName: 'Weather',
    input: [{ role: 'user', content: 'Weather in Oslo?' }],
    attributes: { instructions: 'Be brief.', availableTools: ['get-weather'] },
    metadata: { tenant: 'acme' },
    tracingOptions: { threadId: 'thread-1', sessionId: 'session-1', userId: 'user-1', runId: 'run-1', tags: ['demo'] },
  });
  const generation = run.createChildSpan({
    type: 'model_generation',
    name: "llm: 'gpt-5'",
    input: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Weather in Oslo?' },
            { type: 'image', image: 'AAAA' },
          ],
        },
      ],
    },
    attributes: {
      model: 'gpt-5',
      provider: 'openai.responses',
      parameters: { temperature: 0.2, maxOutputTokens: 100, seed: 7, maxRetries: 2 },
      streaming: true,
      tools: ['get-weather'],
    },
  });
  const first = generation.createChildSpan({ type: 'model_step', name: 'step: 0', attributes: { stepIndex: 0 } });
  const tool = first.createChildSpan({
    type: 'tool_call',
    name: "tool: 'get-weather'",
    entityType: 'tool',
    entityId: 'get-weather',
    entityName: 'get-weather',
    input: { city: 'Oslo' },
    attributes: { toolType: 'function', toolDescription: 'Weather for a city', toolCallId: 'call-1' },
  });
  tool.logger.warn('slow lookup', { city: 'Oslo', tries: 2, nested: { a: [1] } });
  tool.metrics.counter('lookups').add(1, { city: 'Oslo' });
  if (toolError) tool.error({ error: toolError, attributes: { success: false } });
  else tool.end({ output: { celsius: 21 }, attributes: { success: true } });
  if (toolError) {
    const error = new Error(`The tool failed: ${toolError.message}`);
    for (const span of [first, generation, run]) span.error({ error });
    return;
  }
  first.end({ attributes: { usage: usage(100, 20), costUsd: 0.001, finishReason: 'tool-calls' } });
  const second = generation.createChildSpan({ type: 'model_step', name: 'step: 1', attributes: { stepIndex: 1 } });
  second.end({ attributes: { usage: usage(130, 30), costUsd: 0.002, finishReason: 'stop' } });
  const totals = {
    usage: {
      inputTokens: 230,
      outputTokens: 50,
      inputDetails: { text: 210, cacheRead: 12, cacheWrite: 8 },
      outputDetails: { text: 44, reasoning: 6 },
    },
    costUsd: 0.003,
    responseModel: 'gpt-5-2026-01-01',
    responseId: 'resp-1',
    finishReason: 'stop',
    completionStartTime: new Date(),
  };
  generation.end({ output: { text: '21 °C.', reasoning: 'It said 21.' }, attributes: totals });
  run.end({ output: { text: '21 °C.' }, attributes: { finishReason: 'stop' } });
}
