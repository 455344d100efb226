import type { z } from 'zod';
import { MastraError } from '../error/index.ts';
import type { MastraApplication } from '../mastra/application.ts';
import type { ObservabilityContextMixin } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';

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
  /** Ends the run with status `suspended`. Never returns. */
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

  constructor(stepId: string, payload: unknown) {
    super({
      code: 'WORKFLOW_SUSPENDED',
      domain: 'WORKFLOW',
      message: `The step '${stepId}' suspended the run.`,
      details: { stepId },
    });
    this.payload = payload;
  }
}
