import type { DiagnosticLogger } from '@mastra/core/observability';
import { Observability } from '@mastra/observability';
import type { OtelExporter } from '../exporter/otel-exporter.ts';

/** A real pipeline with one exporter, and what it said of its own troubles. */
export function pipelineTo(exporter: OtelExporter) {
  const warnings: string[] = [];
  const quiet = (): undefined => undefined;
  const logger: DiagnosticLogger = {
    debug: quiet,
    info: quiet,
    warn: message => void warnings.push(message),
    error: message => void warnings.push(message),
  };
  const observability = new Observability({ serviceName: 'shop', environment: 'test', exporters: [exporter] });
  observability.attach({ logger });
  return { observability, instance: observability.getDefaultInstance(), warnings };
}

type Instance = ReturnType<typeof pipelineTo>['instance'];

/** What must never leave the process unless content is asked for. */
export const SECRET = 'the-password-is-swordfish';

/** A run of an agent as the framework records it: one call of a model in two steps, with a tool between them. */
export function recordAgentRun(instance: Instance) {
  const agent = instance.startSpan({
    type: 'agent_run',
    name: "agent run: 'weather'",
    entityType: 'agent',
    entityId: 'weather-agent',
    entityName: 'weather',
    input: [{ role: 'user', content: `Weather in Oslo? ${SECRET}` }],
    attributes: { instructions: `Be brief. ${SECRET}`, maxSteps: 5, availableTools: ['getWeather'] },
    metadata: { tenant: 'acme' },
    tracingOptions: { sessionId: 's-1', threadId: 't-1', userId: 'u-1', runId: 'r-1', tags: ['demo'] },
  });
  const generation = agent.createChildSpan({
    type: 'model_generation',
    name: "llm: 'gpt-4'",
    input: {
      messages: [
        { role: 'system', content: `Be brief. ${SECRET}` },
        { role: 'user', content: `Weather in Oslo? ${SECRET}` },
      ],
    },
    attributes: {
      model: 'gpt-4',
      provider: 'openai.responses',
      parameters: { temperature: 0.2, maxOutputTokens: 100, stopSequences: ['\n\n'], maxRetries: 2 },
      streaming: true,
    },
  });
  const first = generation.createChildSpan({ type: 'model_step', name: 'step: 0', attributes: { stepIndex: 0 } });
  const tool = first.createChildSpan({
    type: 'tool_call',
    name: "tool: 'get-weather'",
    entityType: 'tool',
    entityId: 'get-weather',
    entityName: 'get-weather',
    input: { city: SECRET },
    attributes: { toolType: 'function', toolDescription: 'Weather of a city', toolCallId: 'call-1' },
  });
  tool.logger.warn('looking up', { city: 'Oslo', attempt: 2, nested: { a: 1 } });
  tool.end({ output: { celsius: 21, note: SECRET }, attributes: { success: true } });
  first.end({
    output: { text: '', toolCalls: [{ toolCallId: 'call-1', toolName: 'getWeather', input: { city: SECRET } }] },
    attributes: { usage: { inputTokens: 100, outputTokens: 10 }, finishReason: 'tool-calls', responseId: 'resp-0' },
  });
  const second = generation.createChildSpan({ type: 'model_step', name: 'step: 1', attributes: { stepIndex: 1 } });
  second.end({
    output: { text: `21 degrees. ${SECRET}` },
    attributes: { usage: { inputTokens: 150, outputTokens: 20 }, costUsd: 0.001, finishReason: 'stop' },
  });
  generation.end({
    output: { text: `21 degrees. ${SECRET}`, reasoning: `hm ${SECRET}` },
    attributes: {
      usage: {
        inputTokens: 250,
        outputTokens: 30,
        inputDetails: { text: 190, cacheRead: 50, cacheWrite: 10 },
        outputDetails: { text: 25, reasoning: 5 },
      },
      costUsd: 0.002,
      finishReason: 'stop',
      completionStartTime: new Date(),
      responseId: 'resp-1',
      responseModel: 'gpt-4-0613',
    },
  });
  agent.addScore({ scorerId: 'relevance', scorerVersion: '2', score: 0.9, reason: 'on topic' });
  agent.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up', comment: 'nice' });
  agent.end({ output: { text: `21 degrees. ${SECRET}` }, attributes: { finishReason: 'stop' } });
  return { agent, generation, first, second, tool };
}
