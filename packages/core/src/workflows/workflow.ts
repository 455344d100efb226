import type { z } from 'zod';
import { MastraError } from '../error/index.ts';
import type { MastraApplication } from '../mastra/application.ts';
import type { ConditionParams, FlowEntry } from './flow.ts';
import type { CreateRunOptions } from './result.ts';
import { Run } from './run.ts';
import { type ExecuteFunctionParams, NESTED_RESUME, type Step, Suspension } from './step.ts';

/** What `createWorkflow` takes. */
export interface WorkflowConfig<TId extends string, I extends z.ZodType, O extends z.ZodType> {
  /** Names the workflow in traces and metrics. */
  readonly id: TId;
  readonly description?: string;
  /** Checks what a run is started with. @default anything */
  readonly inputSchema?: I;
  /** Says what comes out, for the types. */
  readonly outputSchema?: O;
}

/** The outputs of several steps by their ids. */
export type OutputsById<S extends Step> = {
  [K in S['id']]: Extract<S, { readonly id: K }> extends Step<never, infer R> ? R : never;
};

type ConditionOn<T> = (
  params: Omit<ConditionParams, 'inputData'> & { readonly inputData: T },
) => boolean | Promise<boolean>;

/** A condition, and the step that runs where it holds. */
type Branch<T> = readonly [ConditionOn<T>, Step<T, unknown>];

/**
 * Steps in an order. Built by chaining, finished by `commit()`, and run by `createRun().start()`. A workflow can itself
 * be a step of another.
 */
export class Workflow<TInput = unknown, TOutput = unknown, TCurrent = TInput, TId extends string = string>
  implements Step<TInput, TOutput, TId>
{
  readonly id: TId;
  readonly description?: string;
  readonly inputSchema?: z.ZodType;
  readonly outputSchema?: z.ZodType;
  readonly #flow: FlowEntry[] = [];
  #committed = false;
  #mastra: MastraApplication | undefined;

  constructor(config: WorkflowConfig<TId, z.ZodType, z.ZodType>) {
    if (typeof config.id !== 'string' || config.id === '') {
      throw invalid(
        `createWorkflow({ id }) needs a text that is not empty. It was given ${JSON.stringify(config.id)}.`,
      );
    }
    this.id = config.id;
    this.description = config.description;
    this.inputSchema = config.inputSchema;
    this.outputSchema = config.outputSchema;
  }

  /** Runs a step on what the flow has come to. */
  // biome-ignore lint/suspicious/noThenProperty: the name that the public contract gives it
  then<TNext>(step: Step<TCurrent, TNext>): Workflow<TInput, TOutput, TNext, TId> {
    return this.#add({ type: 'step', step: step as Step });
  }

  /** Runs steps side by side. The flow goes on with their outputs by step id. */
  parallel<const S extends readonly Step<TCurrent, unknown>[]>(
    steps: S,
  ): Workflow<TInput, TOutput, OutputsById<S[number]>, TId> {
    if (steps.length === 0) throw invalid(`parallel() of the workflow '${this.id}' needs at least one step.`);
    return this.#add({ type: 'parallel', steps: steps as readonly Step[] });
  }

  /** Runs the steps whose conditions hold side by side. The flow goes on with their outputs by step id. */
  branch<const B extends readonly Branch<TCurrent>[]>(
    branches: B,
  ): Workflow<TInput, TOutput, Partial<OutputsById<B[number][1]>>, TId> {
    if (branches.length === 0) throw invalid(`branch() of the workflow '${this.id}' needs at least one branch.`);
    const entries = branches as unknown as Extract<FlowEntry, { type: 'conditional' }>['branches'];
    return this.#add({ type: 'conditional', branches: entries });
  }

  /** Runs a step once, and again on its own output for as long as the condition holds. */
  dowhile<TNext>(step: Step<TCurrent, TNext>, condition: ConditionOn<TNext>): Workflow<TInput, TOutput, TNext, TId> {
    return this.#loop(step as Step, condition, false);
  }

  /** Runs a step once, and again on its own output until the condition holds. */
  dountil<TNext>(step: Step<TCurrent, TNext>, condition: ConditionOn<TNext>): Workflow<TInput, TOutput, TNext, TId> {
    return this.#loop(step as Step, condition, true);
  }

  /** Runs a step on every item of the list that the flow has come to. `concurrency` at a time. @default 1 */
  foreach<TNext>(
    step: Step<TCurrent extends readonly (infer Item)[] ? Item : never, TNext>,
    options: { readonly concurrency?: number } = {},
  ): Workflow<TInput, TOutput, TNext[], TId> {
    const { concurrency = 1 } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw invalid(`foreach({ concurrency }) needs a whole number from 1. It was given ${concurrency}.`);
    }
    return this.#add({ type: 'foreach', step: step as Step, concurrency });
  }

  /** Goes on with what a function makes of what the flow has come to. */
  map<TNext>(
    map: (params: ExecuteFunctionParams<TCurrent>) => TNext | Promise<TNext>,
  ): Workflow<TInput, TOutput, TNext, TId> {
    return this.#add({ type: 'map', map: map as (params: ExecuteFunctionParams) => unknown });
  }

  /** Waits, in milliseconds. */
  sleep(durationMs: number): Workflow<TInput, TOutput, TCurrent, TId> {
    if (!Number.isFinite(durationMs) || durationMs < 0) {
      throw invalid(`sleep() needs a number of milliseconds from 0. It was given ${durationMs}.`);
    }
    return this.#add({ type: 'sleep', durationMs });
  }

  /** Ends the building: the flow does not change any more. */
  commit(): Workflow<TInput, TOutput, TCurrent, TId> {
    this.#committed = true;
    return this;
  }

  /**
   * Makes a run, or finds a suspended one again: by its id in the process that it was suspended in, elsewhere by the
   * `snapshot` of its result.
   *
   * @throws `MastraError` `WORKFLOW_INVALID` where `commit()` is missing
   */
  async createRun(options: CreateRunOptions = {}): Promise<Run<TInput, TOutput>> {
    return this.#newRun(options, this.#mastra);
  }

  /** Runs the workflow as a step of another. Its failure is the step's. */
  async execute(params: ExecuteFunctionParams<TInput>): Promise<TOutput> {
    const { inputData, requestContext, abortSignal } = params;
    const nested = params[NESTED_RESUME];
    const run = this.#newRun(nested ? { snapshot: nested.snapshot } : {}, this.#mastra ?? params.mastra);
    const outcome = nested
      ? await run.resume({ ...nested.options, requestContext, abortSignal })
      : await run.start({ inputData, requestContext, abortSignal });
    if (outcome.status === 'success') return outcome.result;
    if (outcome.status !== 'suspended') throw outcome.error;
    const suspended = Object.values(outcome.steps).find(step => step.status === 'suspended');
    throw new Suspension(this.id, suspended?.payload, outcome.snapshot);
  }

  /** Called by the application that has the workflow. */
  __registerMastra(mastra: MastraApplication): void {
    this.#mastra = mastra;
  }

  #newRun(options: CreateRunOptions, mastra: MastraApplication | undefined): Run<TInput, TOutput> {
    if (!this.#committed) {
      throw invalid(`The workflow '${this.id}' is not finished. Call commit() after its last step.`);
    }
    const { id, inputSchema } = this;
    return new Run<TInput, TOutput>({ id, inputSchema, flow: this.#flow, mastra }, options);
  }

  #loop<TNext>(step: Step, condition: unknown, until: boolean): Workflow<TInput, TOutput, TNext, TId> {
    return this.#add({ type: 'loop', step, condition: condition as (params: ConditionParams) => boolean, until });
  }

  #add<TNext>(entry: FlowEntry): Workflow<TInput, TOutput, TNext, TId> {
    if (this.#committed) throw invalid(`The workflow '${this.id}' is committed: nothing can be added any more.`);
    this.#flow.push(entry);
    // The flow's current type is known to the compiler alone.
    return this as unknown as Workflow<TInput, TOutput, TNext, TId>;
  }
}

/**
 * Begins a workflow.
 *
 * @throws `MastraError` `WORKFLOW_INVALID`
 *
 * @example
 * const trip = createWorkflow({ id: 'trip', inputSchema: z.object({ city: z.string() }), outputSchema: z.object({ days: z.number() }) })
 *   .then(plan)
 *   .commit();
 * const run = await trip.createRun();
 * const { status, result, traceId } = await run.start({ inputData: { city: 'Oslo' } });
 */
export function createWorkflow<
  const TId extends string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
>(config: WorkflowConfig<TId, I, O>): Workflow<z.input<I>, z.output<O>, z.output<I>, TId> {
  return new Workflow(config);
}

function invalid(message: string): MastraError {
  return new MastraError({ code: 'WORKFLOW_INVALID', domain: 'WORKFLOW', message });
}
