import { z } from 'zod';
import { MastraError } from '../error/index.ts';
import { getAmbientSpan } from '../observability/ambient.ts';
import { closeSpan, endingOf } from '../telemetry/endings.ts';
import { inSpan, startSpan } from '../telemetry/start-span.ts';
import { failureIn } from '../telemetry/tool-failure.ts';
import { isToolSpanOf, TOOL_ID } from '../telemetry/tool-span.ts';
import { parseToolValue } from './schema.ts';
import { buildToolContext } from './tool-builder/builder.ts';
import type { ToolCallOptions, ToolExecutionContext } from './types.ts';

/** What `createTool` takes. */
export interface ToolConfig<TInput, TOutput> {
  /** Names the tool in traces and metrics. */
  readonly id: string;
  /** Tells the model when to use the tool. */
  readonly description: string;
  /** Checked before `execute` runs, which gets the parsed value. @default anything */
  readonly inputSchema?: z.ZodType;
  /** Checked when `execute` has answered. @default anything */
  readonly outputSchema?: z.ZodType;
  /** Does the work. Absent: the model's call is handed to the client. */
  execute?(input: TInput, context: ToolExecutionContext): TOutput | Promise<TOutput>;
}

/** Something that a model, a workflow or a program can call. Made by `createTool`. */
export class Tool<TInput = unknown, TOutput = unknown, TId extends string = string> {
  readonly id: TId;
  readonly description: string;
  /** What the model is told to give; any object where the tool does not say. */
  readonly inputSchema: z.ZodType;
  readonly outputSchema: z.ZodType | undefined;
  readonly isExecutable: boolean;
  readonly [TOOL_ID]: string;
  readonly #config: ToolConfig<TInput, TOutput>;

  /** True for tools of any copy of this package. */
  static is(value: unknown): value is Tool {
    return typeof value === 'object' && value !== null && TOOL_ID in value && 'run' in value;
  }

  constructor(config: ToolConfig<TInput, TOutput> & { readonly id: TId }) {
    if (typeof config.id !== 'string' || config.id === '') {
      throw new MastraError({
        code: 'TOOL_ID_INVALID',
        domain: 'TOOL',
        message: `createTool({ id }) needs a text that is not empty. It was given ${JSON.stringify(config.id)}.`,
      });
    }
    this.id = config.id;
    this.description = config.description;
    this.inputSchema = config.inputSchema ?? z.looseObject({});
    this.outputSchema = config.outputSchema;
    this.isExecutable = config.execute !== undefined;
    this[TOOL_ID] = config.id;
    this.#config = config;
    // A tool set of `ai` takes a tool as it is, and calls the method on its own.
    this.execute = this.execute.bind(this);
  }

  /**
   * Calls the tool. Inside a run, or with an application in the context, the call is recorded as a `tool_call`.
   *
   * @throws `MastraError` `TOOL_INPUT_INVALID`, `TOOL_OUTPUT_INVALID`, `TOOL_NOT_EXECUTABLE`, and whatever the tool throws
   */
  async execute(input: TInput, context: ToolCallOptions = {}): Promise<TOutput> {
    const toolCallId = (context as { toolCallId?: unknown }).toolCallId;
    if (typeof toolCallId === 'string' && isToolSpanOf(getAmbientSpan(), toolCallId)) return this.run(input, context);
    const span = startSpan(context.mastra, {
      type: 'tool_call',
      name: `tool: '${this.id}'`,
      entityType: 'tool',
      entityId: this.id,
      entityName: this.id,
      input,
      parent: context.tracing?.currentSpan,
      requestContext: context.requestContext,
      attributes: { toolType: 'function', toolDescription: this.description },
    });
    try {
      const output = await inSpan(span, () => this.run(input, context));
      const failure = failureIn(output);
      if (failure) span.error({ error: failure, endSpan: false });
      span.end({ output, attributes: { success: failure === undefined } });
      return output;
    } catch (error) {
      closeSpan(span, endingOf(error, context.abortSignal), { attributes: { success: false } });
      throw error;
    }
  }

  /** The call without a span of its own, inside the ambient one. */
  async run(input: unknown, options: ToolCallOptions): Promise<TOutput> {
    const { id } = this;
    const { execute, inputSchema, outputSchema } = this.#config;
    if (!execute) {
      throw new MastraError({
        code: 'TOOL_NOT_EXECUTABLE',
        domain: 'TOOL',
        message: `The tool '${id}' has no execute function: its calls are for the client. Give it one, or do not call it.`,
      });
    }
    const parsed = inputSchema ? await parseToolValue(inputSchema, input, id, 'input') : input;
    const answer: unknown = await execute.call(this.#config, parsed as TInput, buildToolContext(options));
    const output = isGenerator(answer) ? await lastOf(answer) : answer;
    return (outputSchema ? await parseToolValue(outputSchema, output, id, 'output') : output) as TOutput;
  }
}

/** What `execute` of an `async function*` makes; a stream that a tool hands out is left alone. */
function isGenerator(value: unknown): value is AsyncGenerator<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.asyncIterator in value &&
    typeof (value as Partial<AsyncGenerator>).next === 'function'
  );
}

/** The output of a tool that reports as it works: what it returns, else what it reported last. */
async function lastOf(generator: AsyncGenerator<unknown>): Promise<unknown> {
  let last: unknown;
  for (;;) {
    const { done, value } = await generator.next();
    if (done) return value ?? last;
    last = value;
  }
}
