import { Application } from '@mastra/exporter-conformance';
import { ArizeExporter } from '../exporter.ts';
import type { ArizeExporterOptions } from '../options.ts';
import { API_KEY, type FakePhoenix } from './fake-arize.ts';

/** An application that sends to a stand-in for Phoenix. */
export type Observed = Application<ArizeExporter>;

export function observed(phoenix: FakePhoenix, options: ArizeExporterOptions = {}): Observed {
  const retry = { initialDelayMs: 1, maxDelayMs: 5 };
  const exporter = new ArizeExporter({
    destination: 'phoenix',
    endpoint: phoenix.url,
    apiKey: API_KEY,
    maxBatchWaitMs: 5,
    retry,
    ...options,
  });
  return new Application(exporter, { environment: 'staging' });
}

/** What an agent leaves behind that calls one tool: the spans of a run, with the model's tokens and cost. */
export function agentRun({ instance }: Observed): void {
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
  const call = { toolCallId: 'call-1', toolName: 'get-weather', input: { city: 'Oslo' } };
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
            { type: 'image', image: 'https://example.com/oslo.png', mediaType: 'image/png' },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool-call', ...call }] },
        {
          role: 'tool',
          content: [{ type: 'tool-result', ...call, output: { type: 'json', value: { celsius: 21 } } }],
        },
      ],
    },
    attributes: {
      model: 'gpt-5',
      provider: 'azure-openai.responses',
      parameters: { temperature: 0.2, maxOutputTokens: 100 },
      streaming: true,
      tools: ['get-weather'],
    },
  });
  const step = generation.createChildSpan({ type: 'model_step', name: 'step: 0', attributes: { stepIndex: 0 } });
  const tool = step.createChildSpan({
    type: 'tool_call',
    name: "tool: 'get-weather'",
    entityType: 'tool',
    entityId: 'get-weather',
    entityName: 'get-weather',
    input: { city: 'Oslo' },
    attributes: { toolType: 'function', toolDescription: 'Weather for a city', toolCallId: 'call-1' },
  });
  tool.end({ output: { celsius: 21 }, attributes: { success: true } });
  const usage = {
    inputTokens: 230,
    outputTokens: 50,
    inputDetails: { text: 200, cacheRead: 12, cacheWrite: 8, audio: 10 },
    outputDetails: { text: 44, reasoning: 6 },
  };
  const output = { text: '21 °C.', toolCalls: [call] };
  step.end({ output, attributes: { usage, costUsd: 0.003, finishReason: 'stop' } });
  generation.end({
    output,
    attributes: {
      usage,
      costUsd: 0.003,
      responseModel: 'gpt-5-2026-01-01',
      responseId: 'resp-1',
      finishReason: 'stop',
      completionStartTime: new Date(),
    },
  });
  run.end({ output: { text: '21 °C.' }, attributes: { finishReason: 'stop' } });
}
