import type {
  GenerateTextStepStartEvent,
  InferTelemetryEvent,
  LanguageModelCallEndEvent,
  StepResult,
  ToolExecutionEndEvent,
  ToolExecutionStartEvent,
  ToolSet,
} from 'ai';
import type { AnySpan, Span } from '../observability/types/index.ts';
import { recordApprovalAnswers } from './approvals.ts';
import { closeSpan, type Ending, endingOf } from './endings.ts';
import { GenerationTotals } from './generation-totals.ts';
import { endTool, ModelStep, modelFailed, type StepModel, startTool } from './model-step.ts';
import { ToolCalls } from './tool-calls.ts';

/** What is told about a generation when it begins. */
export interface GenerationOptions {
  /** What the generation was called with; steps may have another. */
  readonly model: StepModel;
  readonly tools?: unknown;
  readonly recordInputs: boolean;
  readonly recordOutputs: boolean;
  readonly includeChunks: boolean;
  /** Called once, when the generation's span has ended. */
  readonly onClosed: () => void;
}

interface GenerationEnd {
  /** An answer that is none: an object that does not fit its schema. */
  readonly failure?: { readonly error: unknown };
  readonly output?: unknown;
  readonly finishReason?: string;
  readonly responseId?: string;
  readonly responseModel?: string;
}

type StepStart = Pick<
  InferTelemetryEvent<GenerateTextStepStartEvent>,
  'stepNumber' | 'instructions' | 'messages' | 'modelId' | 'provider'
>;

/** Parts of a stream that are the model's answer, rather than talk about it. */
const OUTPUT_PARTS = new Set(['text-delta', 'reasoning-delta', 'tool-input-start', 'tool-call', 'file', 'source']);

/** One call of `generateText` or its like: a `model_generation` span, its steps and their tools. */
export class Generation {
  readonly span: Span<'model_generation'>;
  readonly #options: GenerationOptions;
  /** Tools that run before the first step, when a run resumes. */
  readonly #earlyTools = new ToolCalls();
  #step: ModelStep | undefined;
  readonly #totals = new GenerationTotals();
  #firstTokenAt: Date | undefined;
  #failure: { readonly error: unknown } | undefined;
  #streamError: unknown;
  #closed = false;

  constructor(span: Span<'model_generation'>, options: GenerationOptions) {
    this.span = span;
    this.#options = options;
  }

  /** Where the model's own work belongs. */
  get modelSpan(): AnySpan {
    return this.#step?.span ?? this.span;
  }

  toolSpan(toolCallId: string, toolCall: object | undefined): AnySpan {
    return this.#step?.toolSpan(toolCallId, toolCall) ?? this.#earlyTools.running(toolCallId, toolCall) ?? this.span;
  }

  startStep(event: StepStart): void {
    this.#leaveStep({ endReason: 'abandoned' });
    const { stepNumber, instructions, messages, modelId, provider } = event;
    if (stepNumber === 0) recordApprovalAnswers(this.span, messages);
    // All that the model is sent in this step: `prepareStep` may have replaced any of it.
    const prompt = { ...(instructions !== undefined && { instructions }), messages };
    this.#openStep(stepNumber, { modelId, provider }, prompt);
  }

  startObjectStep(): void {
    this.#openStep(0, this.#options.model, undefined);
  }

  beginAttempt(): void {
    this.#step?.beginAttempt();
  }

  attemptFailed(error: unknown, durationMs: number): void {
    this.#step?.attemptFailed(error, durationMs);
  }

  answered(event: LanguageModelCallEndEvent): void {
    this.#step?.answered(event);
  }

  /** A part of the model's stream went by. */
  onPart(part: unknown): void {
    if (this.#closed || typeof part !== 'object' || part === null) return;
    const { type, error } = part as { type?: unknown; error?: unknown };
    if (typeof type !== 'string') return;
    if (type === 'error') {
      this.#streamError = error;
      if (this.#step) this.#step.streamError = error;
    }
    if (OUTPUT_PARTS.has(type)) this.#firstTokenAt ??= new Date();
    if (this.#options.includeChunks) {
      this.modelSpan.createEventSpan({
        type: 'model_chunk',
        name: `chunk: '${type}'`,
        output: this.#options.recordOutputs ? part : undefined,
        attributes: { chunkType: type },
      });
    }
  }

  startTool(event: InferTelemetryEvent<ToolExecutionStartEvent>): void {
    if (this.#step) this.#step.startTool(event);
    else startTool(this.span, event, this.#options.tools, this.#earlyTools);
  }

  endTool(event: ToolExecutionEndEvent): void {
    if (this.#step) this.#step.endTool(event);
    else endTool(event, this.#earlyTools, this.#options.recordOutputs);
  }

  endStep(result: StepResult<ToolSet>): void {
    const step = this.#step;
    if (!step) return;
    this.#step = undefined;
    step.end(result, result.finishReason === 'tool-calls');
    this.#add(step);
  }

  endObjectStep(event: {
    readonly usage: StepResult<ToolSet>['usage'];
    readonly providerMetadata: StepResult<ToolSet>['providerMetadata'];
    readonly finishReason: string;
    readonly objectText: string;
  }): void {
    const step = this.#step;
    if (!step) return;
    this.#step = undefined;
    step.answered(event);
    step.endObject(event.finishReason, event.objectText);
    this.#add(step);
  }

  failStep(error: unknown): void {
    this.#failure = { error };
    this.#leaveStep(endingOf(error));
  }

  end(end: GenerationEnd): void {
    const failure = this.#failure ?? end.failure;
    if (failure) {
      this.#finish(endingOf(failure.error), end);
      return;
    }
    this.#finish(end.finishReason === 'error' ? endingOf(this.#streamError ?? modelFailed()) : {}, end);
  }

  /** Ends everything that is open. Later calls do nothing. */
  close(ending: Ending): void {
    this.#finish(ending, {});
  }

  #finish(ending: Ending, end: GenerationEnd): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leaveStep(ending.error === undefined && !ending.endReason ? { endReason: 'abandoned' } : ending);
    this.#earlyTools.close(ending);
    closeSpan(this.span, ending, {
      output: this.#options.recordOutputs ? end.output : undefined,
      attributes: {
        ...this.#totals.attributes(),
        finishReason: end.finishReason,
        completionStartTime: this.#firstTokenAt,
        responseId: end.responseId,
        responseModel: end.responseModel,
      },
    });
    this.#options.onClosed();
  }

  #openStep(index: number, model: StepModel, input: unknown): void {
    const span = this.span.createChildSpan({
      type: 'model_step',
      name: `step: ${index}`,
      input: this.#options.recordInputs ? input : undefined,
      attributes: { stepIndex: index, model: model.modelId, provider: model.provider },
    });
    this.#step = new ModelStep(span, index, model, this.#options.tools, this.#options.recordOutputs);
  }

  #leaveStep(ending: Ending): void {
    const step = this.#step;
    if (!step) return;
    this.#step = undefined;
    step.close(ending);
    this.#add(step);
  }

  #add(step: ModelStep): void {
    this.#totals.add(step.totals);
  }
}
