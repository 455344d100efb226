import { z } from 'zod';
import { Agent } from '../agent/agent.ts';
import { MastraError } from '../error/index.ts';
import { Tool } from '../tools/tool.ts';
import type { ExecuteFunctionParams, Step } from './step.ts';

/** What `createStep` takes. */
export interface StepConfig<TId extends string, I extends z.ZodType, O extends z.ZodType> {
  /** Names the step in traces, and in the results of a run. */
  readonly id: TId;
  readonly description?: string;
  /** @default anything */
  readonly inputSchema?: I;
  /** @default anything */
  readonly outputSchema?: O;
  readonly execute: (params: ExecuteFunctionParams<z.output<I>>) => z.output<O> | Promise<z.output<O>>;
}

/**
 * Makes a step of a function, of a tool, or of an agent, which takes `{ prompt }` and answers `{ text }`.
 *
 * @throws `MastraError` `WORKFLOW_STEP_INVALID`
 *
 * @example
 * const plan = createStep({
 *   id: 'plan',
 *   inputSchema: z.object({ city: z.string() }),
 *   outputSchema: z.object({ days: z.number() }),
 *   execute: async ({ inputData, logger }) => {
 *     logger.info('planning', inputData);
 *     return { days: 3 };
 *   },
 * });
 */
export function createStep<const TId extends string, I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType>(
  config: StepConfig<TId, I, O>,
): Step<z.input<I>, z.output<O>, TId>;
export function createStep<TInput, TOutput, TId extends string>(
  tool: Tool<TInput, TOutput, TId>,
): Step<TInput, TOutput, TId>;
export function createStep(agent: Agent): Step<{ prompt: string }, { text: string }>;
export function createStep(from: StepConfig<string, z.ZodType, z.ZodType> | Tool | Agent): Step {
  if (Agent.is(from)) return agentStep(from) as Step;
  if (Tool.is(from)) return toolStep(from);
  if (typeof from?.id === 'string' && from.id !== '' && typeof from.execute === 'function') return { ...from };
  throw new MastraError({
    code: 'WORKFLOW_STEP_INVALID',
    domain: 'WORKFLOW',
    message: 'createStep() needs { id, execute } with a text that is not empty and a function, or a tool, or an agent.',
  });
}

function agentStep(agent: Agent): Step<{ prompt: string }, { text: string }> {
  return {
    id: agent.id,
    inputSchema: z.object({ prompt: z.string() }),
    outputSchema: z.object({ text: z.string() }),
    async execute({ inputData, requestContext, abortSignal }) {
      const { text } = await agent.generate(inputData.prompt, { requestContext, abortSignal });
      return { text };
    },
  };
}

function toolStep(tool: Tool): Step {
  const { id, description, inputSchema, outputSchema } = tool;
  return {
    id,
    description,
    inputSchema,
    outputSchema,
    execute: ({ inputData, mastra, requestContext, abortSignal, workflowId, runId }) =>
      tool.execute(inputData, { mastra, requestContext, abortSignal, workflow: { workflowId, runId } }),
  };
}
