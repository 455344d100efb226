import type { z } from 'zod';
import { MastraError } from '../error/index.ts';
import type { MastraApplication } from '../mastra/application.ts';
import type { ObservabilityContextMixin } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';
import type { ResumeOptions, WorkflowSnapshot } from './snapshot.ts';

/** Under this key a workflow that is a step finds its own suspended run. */
export const NESTED_RESUME = Symbol.for('mastra.workflow.nested-resume');

export interface NestedResume {
  readonly snapshot: WorkflowSnapshot;
  readonly options: ResumeOptions;
}

/** What a step's `execute` gets. */
export interface ExecuteFunctionParams<TInput = unknown> extends ObservabilityContextMixin {
  readonly inputData: TInput;
  /** The application, where the workflow runs in one. */
  readonly mastra?: MastraApplication;
  readonly requestContext: RequestContext;
  /** Aborted when the run is. */
  readonly abortSignal?: AbortSignal;
  readonly workflowId: string;
  readonly runId: string;
  /** The output of a step that has succeeded in this run, or `undefined`. */
  getStepResult(step: string | { readonly id: string }): unknown;
  /** What the run was started with. */
  getInitData(): unknown;
  /** What `run.resume({ step, resumeData })` handed to this step; `undefined` the first time. */
  readonly resumeData?: unknown;
  /** Set for a workflow that is a step, and was suspended. */
  readonly [NESTED_RESUME]?: NestedResume | undefined;
  /** Ends the run with status `suspended`, until `run.resume` is called. Never returns. */
  suspend(payload?: unknown): never;
}

/** One piece of work in a workflow. */
export interface Step<TInput = unknown, TOutput = unknown, TId extends string = string> {
  readonly id: TId;
  readonly description?: string;
  /** Checked before `execute` runs, which gets the parsed value. */
  readonly inputSchema?: z.ZodType;
  /** Says what comes out, for the types. */
  readonly outputSchema?: z.ZodType;
  execute(params: ExecuteFunctionParams<TInput>): TOutput | Promise<TOutput>;
}

/** Thrown by `suspend()`, and turned into the status `suspended` by the run. */
export class Suspension extends MastraError {
  readonly payload: unknown;
  /** Of the workflow that suspended as a step of another. */
  readonly snapshot: WorkflowSnapshot | undefined;

  /** True for suspensions of any copy of this package. */
  static override is(error: unknown): error is Suspension {
    return MastraError.is(error) && error.code === 'WORKFLOW_SUSPENDED';
  }

  constructor(stepId: string, payload: unknown, snapshot?: WorkflowSnapshot) {
    super({
      code: 'WORKFLOW_SUSPENDED',
      domain: 'WORKFLOW',
      message: `The step '${stepId}' suspended the run.`,
      details: { stepId },
    });
    this.payload = payload;
    this.snapshot = snapshot;
  }
}
