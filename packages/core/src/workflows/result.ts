import type { RunUsage, TracingOptions } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';

/** What became of one step. A step that ran more than once shows its last time. */
export type StepResult =
  | { readonly status: 'success'; readonly output: unknown }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'canceled' }
  | { readonly status: 'suspended'; readonly payload?: unknown };

interface RunOutcome {
  /** Empty where nothing observes. */
  readonly traceId: string;
  /** Empty where nothing observes. */
  readonly spanId: string;
  readonly runId: string;
  /** Resolves to the usage and cost of everything in the run, when all of it has ended. */
  settled(): Promise<RunUsage>;
  /** By step id, as far as the run came. */
  readonly steps: Readonly<Record<string, StepResult>>;
}

/** What `run.start` resolves to. It does not reject: a failure is a status. */
export type WorkflowResult<TOutput = unknown> = RunOutcome &
  (
    | { readonly status: 'success'; readonly result: TOutput; readonly error?: undefined }
    | { readonly status: 'failed'; readonly error: unknown; readonly result?: undefined }
    /** The run was aborted or ran out of time; `error` is the reason. */
    | { readonly status: 'canceled'; readonly error: unknown; readonly result?: undefined }
    /** A step called `suspend`; its payload is in `steps`. A new run goes on from there. */
    | { readonly status: 'suspended'; readonly error?: undefined; readonly result?: undefined }
  );

export type WorkflowStatus = WorkflowResult['status'];

/** Options of `run.start`. */
export interface WorkflowRunOptions<TInput = unknown> {
  /** Checked against the workflow's `inputSchema`. */
  readonly inputData?: TInput;
  /** Ids, tags and metadata that the run is recorded with. */
  readonly tracingOptions?: TracingOptions;
  readonly requestContext?: RequestContext;
  /** Ends the run with status `canceled`; no span stays open. */
  readonly abortSignal?: AbortSignal;
}

/** One run of a workflow, as seen from outside. */
export interface WorkflowRunHandle<TInput = unknown, TOutput = unknown> {
  readonly runId: string;
  /** Starts the run; a run is started once. */
  start(options?: WorkflowRunOptions<TInput>): Promise<WorkflowResult<TOutput>>;
  /** Ends the run with status `canceled`. */
  cancel(): void;
}
