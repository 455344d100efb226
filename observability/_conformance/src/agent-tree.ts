import type { AnyExportedSpan } from '@mastra/core/observability';
import { at } from './sample-span.ts';

/** The trace of the tree below. */
export const TRACE_ID = '69a42d400000000000000000000000ff';

const correlation = {
  sessionId: 'session-1',
  threadId: 'thread-1',
  userId: 'user-1',
  runId: 'run-1',
  environment: 'production',
  serviceName: 'weather-app',
} as const;

const usage = {
  inputTokens: 120,
  inputDetails: { text: 40, cacheRead: 60, cacheWrite: 20 },
  outputTokens: 30,
  outputDetails: { text: 20, reasoning: 10 },
};

/** `agent_run` > `model_generation` > `model_step` > `tool_call`, children first, as they end. */
export const AGENT_TREE: readonly AnyExportedSpan[] = [
  {
    ...correlation,
    id: '00000000000000d4',
    traceId: TRACE_ID,
    parentSpanId: '00000000000000c3',
    type: 'tool_call',
    name: "tool: 'get-weather'",
    startTime: at(300),
    endTime: at(350),
    isEvent: false,
    isRootSpan: false,
    entityType: 'tool',
    entityId: 'get-weather',
    input: { city: 'Oslo' },
    errorInfo: {
      name: 'TypeError',
      message: 'no such city',
      stack: 'TypeError: no such city\n    at run',
      id: 'E_CITY',
    },
    attributes: { toolType: 'function', toolCallId: 'call-1', success: false },
  },
  {
    ...correlation,
    id: '00000000000000c3',
    traceId: TRACE_ID,
    parentSpanId: '00000000000000b2',
    type: 'model_step',
    name: 'step: 0',
    startTime: at(100),
    endTime: at(400),
    isEvent: false,
    isRootSpan: false,
    output: { text: '', toolCalls: [{ toolCallId: 'call-1', toolName: 'get-weather', input: { city: 'Oslo' } }] },
    attributes: { stepIndex: 0, usage, costUsd: 0.0123, finishReason: 'tool-calls', isContinued: false },
  },
  {
    ...correlation,
    id: '00000000000000b2',
    traceId: TRACE_ID,
    parentSpanId: 'ffffffffffffffff',
    type: 'model_generation',
    name: "llm: 'gpt-5'",
    startTime: at(100),
    endTime: at(500),
    isEvent: false,
    isRootSpan: false,
    input: {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Weather in Oslo?' }] },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', toolCallId: 'call-0', toolName: 'locate', input: { name: 'Oslo' } }],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'call-0',
              toolName: 'locate',
              output: { type: 'json', value: [60, 11] },
            },
          ],
        },
      ],
    },
    output: {
      text: 'I do not know.',
      reasoning: 'The tool failed.',
      toolCalls: [{ toolCallId: 'call-1', toolName: 'get-weather', input: { city: 'Oslo' } }],
    },
    attributes: {
      model: 'gpt-5',
      provider: 'openai.responses',
      responseModel: 'gpt-5-2026-01-01',
      responseId: 'resp-1',
      streaming: true,
      parameters: { temperature: 0.2, maxOutputTokens: 500, stopSequences: ['END'] },
      usage,
      costUsd: 0.0123,
      finishReason: 'stop',
      completionStartTime: at(350),
      tools: ['get-weather'],
    },
  },
  {
    ...correlation,
    id: 'ffffffffffffffff',
    traceId: TRACE_ID,
    type: 'agent_run',
    name: "agent run: 'weather'",
    startTime: at(0),
    endTime: at(550),
    isEvent: false,
    isRootSpan: true,
    entityType: 'agent',
    entityId: 'weather',
    entityName: 'weather',
    tags: ['demo', 'tier:gold,silver'],
    input: [{ role: 'user', content: 'Weather in Oslo?' }],
    output: { text: 'I do not know.' },
    attributes: { maxSteps: 5, availableTools: ['get-weather'] },
    metadata: { tenant: 'acme', nested: { a: 1 } },
    endReason: 'timeout',
    links: [{ traceId: '69a42d40000000000000000000000abc', spanId: '000000000000000a' }],
  },
];
