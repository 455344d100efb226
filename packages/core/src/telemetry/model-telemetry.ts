import type { StepResult, Telemetry, ToolSet } from 'ai';
import type { AnySpan, CreateSpanOptions, Span } from '../observability/types/index.ts';
import { abortedBy, type Ending, endingOf } from './endings.ts';
import { Generation } from './generation.ts';
import { globalIntegrations } from './global-integrations.ts';
import { closeWhenLost } from './loss.ts';
import { stepOutput } from './model-step.ts';
import { Operation } from './operation.ts';
import { isGeneration, spanOf, toolsOf } from './start-event.ts';
import { inSpan } from './start-span.ts';
import { watchStream } from './watch-stream.ts';

export interface ModelTelemetryOptions {
  /** Starts the span of an operation. Called in the context of the call that is observed. */
  readonly start: (options: CreateSpanOptions) => AnySpan;
  readonly includeChunks: () => boolean;
}

export interface ModelTelemetry {
  /** What `generateText` and its like take as an integration. */
  readonly integration: Telemetry;
  /** Ends every operation that is still open. */
  close(ending: Ending): void;
}

/** On every integration that is made here. */
export const MODEL_TELEMETRY = Symbol.for('mastra.telemetry');

/**
 * Builds the model part of a trace from the callbacks of `ai`: the only place that does. Operations are told apart by
 * their call id alone. The ambient span is read only when an operation begins, because `ai` runs later callbacks in
 * the context of whoever happens to read the answer. `ai` awaits every callback, so all are synchronous.
 */
export function createModelTelemetry(options: ModelTelemetryOptions): ModelTelemetry {
  const generations = new Map<string, Generation>();
  const operations = new Map<string, Operation>();
  const find = (callId: string) => generations.get(callId) ?? operations.get(callId);

  const integration: Telemetry & { readonly [MODEL_TELEMETRY]: true } = {
    [MODEL_TELEMETRY]: true,

    onStart(event) {
      const { callId } = event;
      if (isSuperseded(integration)) return;
      const span = options.start(spanOf(event));
      if (span.traceId === '') return;
      const recordOutputs = event.recordOutputs !== false;
      if (!isGeneration(event)) {
        operations.set(callId, new Operation(span, recordOutputs, () => operations.delete(callId)));
        return;
      }
      const { modelId, provider } = event;
      const generation = new Generation(span as Span<'model_generation'>, {
        model: { modelId, provider },
        tools: toolsOf(event),
        recordInputs: event.recordInputs !== false,
        recordOutputs,
        includeChunks: span.isRecording && options.includeChunks(),
        onClosed: () => generations.delete(callId),
      });
      generations.set(callId, generation);
    },

    onStepStart: event => generations.get(event.callId)?.startStep(event),
    onLanguageModelCallEnd: event => generations.get(event.callId)?.answered(event),
    onToolExecutionStart: event => generations.get(event.callId)?.startTool(event),
    onToolExecutionEnd: event => generations.get(event.callId)?.endTool(event),
    onStepEnd: event => generations.get(event.callId)?.endStep(event),
    onStepError: event => generations.get(event.callId)?.failStep(event.error),
    onObjectStepStart: event => generations.get(event.callId)?.startObjectStep(),
    onObjectStepEnd: event => generations.get(event.callId)?.endObjectStep(event),
    onEmbedStart: event => operations.get(event.callId)?.countCall(),
    onRerankStart: event => operations.get(event.callId)?.countCall(),

    onEnd(event) {
      const { callId } = event as { callId: string };
      generations.get(callId)?.end(endOf(event));
      operations.get(callId)?.end(event);
    },
    onAbort(event) {
      generations.get(event.callId)?.close(abortedBy(event.reason));
    },
    onError(event) {
      const { callId, error } = event as { callId: string; error: unknown };
      find(callId)?.close(endingOf(error));
    },

    async executeLanguageModelCall({ callId, execute }) {
      const generation = generations.get(callId);
      if (!generation) return execute();
      generation.beginAttempt();
      const begun = performance.now();
      let answer: Awaited<ReturnType<typeof execute>>;
      try {
        answer = await inSpan(generation.modelSpan, execute);
      } catch (error) {
        generation.attemptFailed(error, performance.now() - begun);
        throw error;
      }
      return isStreaming(answer) ? { ...answer, stream: watch(answer.stream, generation) } : answer;
    },
    executeTool({ callId, toolCallId, toolCall, execute }) {
      const generation = generations.get(callId);
      return generation ? inSpan(generation.toolSpan(toolCallId, toolCall), execute) : execute();
    },
  };

  return {
    integration,
    close(ending) {
      for (const generation of [...generations.values()]) generation.close(ending);
      for (const operation of [...operations.values()]) operation.close(ending);
    },
  };
}

/**
 * Whether a later one of ours is registered for the whole process: a module that is evaluated again, as a development
 * server does, registers again, and a call is recorded once.
 */
function isSuperseded(integration: Telemetry): boolean {
  const registered: readonly Telemetry[] = globalIntegrations().filter(one => MODEL_TELEMETRY in one);
  return registered.includes(integration) && registered.at(-1) !== integration;
}

function isStreaming(answer: unknown): answer is { readonly stream: ReadableStream<unknown> } {
  return (answer as { stream?: unknown } | null | undefined)?.stream instanceof ReadableStream;
}

function watch(stream: ReadableStream<unknown>, generation: Generation): ReadableStream<unknown> {
  const { modelSpan } = generation;
  const holder = {};
  const keep = closeWhenLost(holder, generation);
  return watchStream(stream, {
    holder,
    onPart: part => generation.onPart(part),
    onDone: keep,
    onCancel(reason) {
      keep();
      generation.close(reason === undefined ? { endReason: 'aborted' } : abortedBy(reason));
    },
    within: read => inSpan(modelSpan, read),
  });
}

function endOf(event: object) {
  const { text, finishReason, response, object, error, finalStep } = event as {
    error?: unknown;
    text?: string;
    finishReason?: string;
    object?: unknown;
    response?: { id?: string; modelId?: string };
    finalStep?: StepResult<ToolSet>;
  };
  return {
    output: finalStep ? stepOutput(finalStep) : { ...(text !== undefined && { text }), object },
    finishReason,
    ...(error !== undefined && { failure: { error } }),
    responseId: response?.id,
    responseModel: response?.modelId,
  };
}
