import type { ModelMessage } from 'ai';
import { createObservabilityContext, tracingContextOf } from '../observability/context-factory.ts';
import type { AnySpan, EntityType, Span } from '../observability/types/index.ts';
import { closeSpan, endingOf } from '../telemetry/endings.ts';
import { inSpan } from '../telemetry/start-span.ts';
import type { Processor, ProcessorContext, StreamPart } from './index.ts';
import { TripWire } from './tripwire.ts';

type Phase = 'input' | 'output_stream' | 'output_result';

/** What the processors of a run have in common. */
export interface ProcessorRun extends Pick<ProcessorContext, 'mastra' | 'requestContext' | 'abortSignal'> {
  /** The run that the processors belong to. */
  readonly span: AnySpan;
}

/** Runs every `processInput` in order; each gets what the one before it answered. */
export async function runInputProcessors(
  processors: readonly Processor[],
  run: ProcessorRun,
  messages: readonly ModelMessage[],
): Promise<readonly ModelMessage[]> {
  let current = messages;
  for (const [index, processor] of processors.entries()) {
    if (!processor.processInput) continue;
    const span = startProcessorSpan(run.span, processor, 'input', index, { messages: current });
    const args = { ...contextOf(span, processor, run), messages: current };
    current = (await observe(span, async () => (await processor.processInput?.(args)) ?? undefined)) ?? current;
  }
  return current;
}

/** Runs every `processOutputResult` in order; each gets the text that the one before it answered. */
export async function runResultProcessors(
  processors: readonly Processor[],
  run: ProcessorRun,
  result: { readonly text: string; readonly messages: readonly ModelMessage[] },
): Promise<string> {
  let { text } = result;
  for (const [index, processor] of processors.entries()) {
    if (!processor.processOutputResult) continue;
    const span = startProcessorSpan(run.span, processor, 'output_result', index, { text });
    const args = { ...contextOf(span, processor, run), messages: result.messages, text };
    text = (await observe(span, async () => (await processor.processOutputResult?.(args)) ?? undefined))?.text ?? text;
  }
  return text;
}

interface StreamStage {
  readonly processor: Processor;
  readonly span: Span<'processor_run'>;
  readonly state: Record<string, unknown>;
}

/** The `processOutputStream` of all processors: one span each for the whole stream. */
export class StreamProcessors {
  readonly #stages: readonly StreamStage[];
  readonly #run: ProcessorRun;

  constructor(processors: readonly Processor[], run: ProcessorRun) {
    this.#run = run;
    this.#stages = [...processors.entries()]
      .filter(([, processor]) => processor.processOutputStream)
      .map(([index, processor]) => ({
        processor,
        span: startProcessorSpan(run.span, processor, 'output_stream', index, undefined),
        state: {},
      }));
  }

  /** The part to go on with, or `null` where a processor left it out. */
  async process(part: StreamPart): Promise<StreamPart | null> {
    let current = part;
    for (const { processor, span, state } of this.#stages) {
      try {
        const context = contextOf(span, processor, this.#run);
        const answer = await inSpan(span, () => processor.processOutputStream?.({ ...context, part: current, state }));
        if (answer === null) return null;
        current = answer ?? current;
      } catch (error) {
        closeProcessorSpan(span, error);
        throw error;
      }
    }
    return current;
  }

  end(): void {
    for (const { span } of this.#stages) span.end();
  }
}

function startProcessorSpan(
  parent: AnySpan,
  processor: Processor,
  phase: Phase,
  index: number,
  input: unknown,
): Span<'processor_run'> {
  const entityType: EntityType = phase === 'input' ? 'input_processor' : 'output_processor';
  return parent.createChildSpan({
    type: 'processor_run',
    name: `${entityType.replace('_', ' ')}: '${processor.id}'`,
    entityType,
    entityId: processor.id,
    entityName: processor.id,
    input,
    attributes: { processorId: processor.id, phase, processorIndex: index },
  });
}

/** Only what a processor changed is kept as its output. */
async function observe<T>(span: Span<'processor_run'>, work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    const output = await inSpan(span, work);
    span.end({ output });
    return output;
  } catch (error) {
    closeProcessorSpan(span, error);
    throw error;
  }
}

/** A tripwire is a decision, not a failure. */
function closeProcessorSpan(span: Span<'processor_run'>, error: unknown): void {
  if (!TripWire.is(error)) closeSpan(span, endingOf(error));
  else span.end({ endReason: 'tripwire', attributes: { tripwire: { reason: error.reason } } });
}

function contextOf(span: AnySpan, processor: Processor, run: ProcessorRun): ProcessorContext {
  const { mastra, requestContext, abortSignal } = run;
  return {
    mastra,
    requestContext,
    abortSignal,
    abort: reason => {
      throw new TripWire(processor.id, reason ?? `Stopped by '${processor.id}'.`);
    },
    ...createObservabilityContext(tracingContextOf(span)),
  };
}
