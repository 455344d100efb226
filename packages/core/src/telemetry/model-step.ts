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
  readonly #openTools = new Map<string, AnySpan>();
  readonly #seenTools = new Set<string>();
  #attempts = 0;
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
    this.#attempts++;
    this.streamError = undefined;
  }

  /** The model has answered; the step may still be aborted while its tools run, and has its price all the same. */
  answered(event: Pick<LanguageModelCallEndEvent, 'usage' | 'providerMetadata'>): void {
    this.#usage = normaliseUsage(event.usage);
    this.#costUsd = reportedCost(event.usage?.raw, event.providerMetadata);
  }

  startTool(event: InferTelemetryEvent<ToolExecutionStartEvent>): void {
    startTool(this.span, event, this.#tools, this.#openTools);
    this.#seenTools.add(event.toolCall.toolCallId);
  }

  toolSpan(toolCallId: string): AnySpan | undefined {
    return this.#openTools.get(toolCallId);
  }

  endTool(event: ToolExecutionEndEvent): void {
    endTool(event, this.#openTools, this.#recordOutputs);
  }

  end(result: StepResult<ToolSet>, isContinued: boolean): void {
    this.answered(result);
    recordUnexecutedCalls(this.span, result.content, this.#seenTools, this.#tools, this.#recordOutputs);
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
      ...(this.#attempts > 1 && { attempts: this.#attempts }),
    };
  }

  #closeTools(ending: Ending): void {
    closeTools(this.#openTools, ending);
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
  open: Map<string, AnySpan>,
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
  open.set(toolCallId, span);
}

export function endTool(event: ToolExecutionEndEvent, open: Map<string, AnySpan>, recordOutputs: boolean): void {
  const { toolCallId } = event.toolCall;
  const span = open.get(toolCallId);
  if (!span) return;
  open.delete(toolCallId);
  const { toolOutput } = event;
  if (toolOutput.type === 'tool-error') closeSpan(span, endingOf(toolOutput.error), { attributes: { success: false } });
  else span.end({ output: recordOutputs ? toolOutput.output : undefined, attributes: { success: true } });
}

export function closeTools(open: Map<string, AnySpan>, ending: Ending): void {
  for (const span of open.values()) closeSpan(span, ending, { attributes: { success: false } });
  open.clear();
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
