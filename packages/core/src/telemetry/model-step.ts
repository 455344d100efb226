import type {
  InferTelemetryEvent,
  LanguageModelCallEndEvent,
  StepResult,
  ToolExecutionEndEvent,
  ToolExecutionStartEvent,
  ToolSet,
} from 'ai';
import type { AnySpan, Span, UsageStats } from '../observability/types/index.ts';
import { reportedCost } from './cost.ts';
import { closeSpan, type Ending, endingOf } from './endings.ts';
import { recordUnexecutedCalls } from './step-content.ts';
import { ToolCalls } from './tool-calls.ts';
import { failureIn } from './tool-failure.ts';
import { describeTool, markToolSpan } from './tool-span.ts';
import { normaliseUsage } from './usage.ts';

/** What a step reports of itself when it is over. */
export interface StepTotals {
  readonly model: string;
  readonly provider?: string;
  readonly usage?: UsageStats;
  /** What the provider reported, else by price; known when the step has ended. */
  readonly costUsd?: number;
  readonly costSource?: 'provider' | 'prices';
}

/** Which model a step calls: not always the generation's. */
export interface StepModel {
  readonly modelId: string;
  readonly provider: string;
}

/** One call of the model and the tools that it asked for: a `model_step` span and what hangs below it. */
export class ModelStep {
  readonly span: Span<'model_step'>;
  readonly index: number;
  readonly #model: StepModel;
  readonly #tools: unknown;
  readonly #recordOutputs: boolean;
  readonly #calls = new ToolCalls();
  #attempts = 0;
  #failedAttempt: { readonly error: unknown; readonly durationMs: number } | undefined;
  #usage: UsageStats | undefined;
  #costUsd: number | undefined;
  /** An error that came as a part of the model's stream; no callback tells of it. */
  streamError: unknown;

  constructor(span: Span<'model_step'>, index: number, model: StepModel, tools: unknown, recordOutputs: boolean) {
    this.span = span;
    this.index = index;
    this.#model = model;
    this.#tools = tools;
    this.#recordOutputs = recordOutputs;
  }

  get totals(): StepTotals {
    const { modelId: model, provider } = this.#model;
    if (this.#costUsd !== undefined) {
      return { model, provider, usage: this.#usage, costUsd: this.#costUsd, costSource: 'provider' };
    }
    const { costUsd } = (this.span.attributes ?? {}) as Partial<StepTotals>;
    return { model, provider, usage: this.#usage, ...(costUsd !== undefined && { costUsd, costSource: 'prices' }) };
  }

  /** The model is called, perhaps once more after a failure. */
  beginAttempt(): void {
    if (this.#failedAttempt) this.#recordAttempt(this.#failedAttempt);
    this.#failedAttempt = undefined;
    this.#attempts++;
    this.streamError = undefined;
  }

  /** A call of the model failed. It gets a span of its own once it is tried again; the last failure is the step's. */
  attemptFailed(error: unknown, durationMs: number): void {
    this.#failedAttempt = { error, durationMs };
  }

  /** The model has answered; the step may still be aborted while its tools run, and has its price all the same. */
  answered(event: Pick<LanguageModelCallEndEvent, 'usage' | 'providerMetadata'>): void {
    this.#usage = normaliseUsage(event.usage);
    this.#costUsd = reportedCost(event.usage?.raw, event.providerMetadata);
  }

  startTool(event: InferTelemetryEvent<ToolExecutionStartEvent>): void {
    startTool(this.span, event, this.#tools, this.#calls);
  }

  /** The span of a call that is about to run. */
  toolSpan(toolCallId: string, toolCall: object | undefined): AnySpan | undefined {
    return this.#calls.running(toolCallId, toolCall);
  }

  endTool(event: ToolExecutionEndEvent): void {
    endTool(event, this.#calls, this.#recordOutputs);
  }

  end(result: StepResult<ToolSet>, isContinued: boolean): void {
    this.answered(result);
    recordUnexecutedCalls(this.span, result.content, this.#calls.started(), this.#tools, this.#recordOutputs);
    this.#closeTools({ endReason: 'abandoned' });
    const rest = {
      output: this.#recordOutputs ? stepOutput(result) : undefined,
      attributes: {
        ...this.#attributes(),
        finishReason: result.finishReason,
        isContinued,
        responseId: result.response?.id,
        responseModel: result.response?.modelId,
      },
    };
    if (result.finishReason === 'error') closeSpan(this.span, endingOf(this.streamError ?? modelFailed()), rest);
    else this.span.end(rest);
  }

  endObject(finishReason: string, objectText: string): void {
    this.span.end({
      output: this.#recordOutputs ? { text: objectText } : undefined,
      attributes: { ...this.#attributes(), finishReason, isContinued: false },
    });
  }

  close(ending: Ending): void {
    this.#closeTools(ending);
    closeSpan(this.span, ending, { attributes: this.#attributes() });
  }

  #attributes(): Record<string, unknown> {
    return {
      usage: this.#usage,
      ...(this.#costUsd !== undefined && { costUsd: this.#costUsd, costSource: 'provider' }),
      ...(this.#attempts > 1 && { attempts: this.#attempts, recovered: this.#failedAttempt === undefined }),
    };
  }

  #recordAttempt({ error, durationMs }: { readonly error: unknown; readonly durationMs: number }): void {
    const { modelId: model, provider } = this.#model;
    const name = `attempt: ${this.#attempts}`;
    const attributes = { model, provider, attempt: this.#attempts, durationMs };
    closeSpan(this.span.createChildSpan({ type: 'model_inference', name, attributes }), endingOf(error));
  }

  #closeTools(ending: Ending): void {
    this.#calls.close(ending);
  }
}

/** The error of a model that says it failed and does not say how. */
export function modelFailed(): Error {
  return new Error("The model ended with finish reason 'error'.");
}

/** Opens the span of a tool that is about to run, below a step or, where a run resumes with a tool, a generation. */
export function startTool(
  parent: AnySpan,
  event: InferTelemetryEvent<ToolExecutionStartEvent>,
  tools: unknown,
  calls: ToolCalls,
): void {
  const { toolCallId, toolName, input } = event.toolCall;
  const { id, description } = describeTool(tools, toolName);
  const span = parent.createChildSpan({
    type: 'tool_call',
    name: `tool: '${id}'`,
    entityType: 'tool',
    entityId: id,
    entityName: id,
    input: event.recordInputs === false ? undefined : input,
    attributes: { toolType: 'function', toolDescription: description, toolCallId },
  });
  markToolSpan(span, toolCallId);
  calls.start(toolCallId, event.toolCall, span);
}

export function endTool(event: ToolExecutionEndEvent, calls: ToolCalls, recordOutputs: boolean): void {
  const { toolOutput, toolCall } = event;
  const span = calls.end(toolCall.toolCallId, toolCall);
  if (!span) return;
  if (toolOutput.type === 'tool-error') {
    closeSpan(span, endingOf(toolOutput.error), { attributes: { success: false } });
    return;
  }
  const output = recordOutputs ? toolOutput.output : undefined;
  const failure = failureIn(toolOutput.output);
  if (failure) closeSpan(span, { error: failure }, { output, attributes: { success: false } });
  else span.end({ output, attributes: { success: true } });
}

/** What the model said in a step, without what its tools answered. */
export function stepOutput(result: StepResult<ToolSet>): Record<string, unknown> {
  // These are getters of the result's class: they must be read one by one.
  const { text, reasoningText, toolCalls, files } = result;
  return {
    text,
    ...(reasoningText && { reasoning: reasoningText }),
    ...(toolCalls.length > 0 && {
      toolCalls: toolCalls.map(({ toolCallId, toolName, input }) => ({ toolCallId, toolName, input })),
    }),
    ...(files.length > 0 && { files: files.map(({ mediaType }) => ({ mediaType })) }),
  };
}
