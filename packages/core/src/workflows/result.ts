import type { RunUsage, TracingOptions } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';
import type { ResumeOptions, WorkflowSnapshot } from './snapshot.ts';
import type { StepResult } from './step-result.ts';

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
    /**
     * A step called `suspend`; its payload is in `steps`. `run.resume` goes on from there, in this process, or in another
     * one that makes the run with `snapshot`.
     */
    | {
        readonly status: 'suspended';
        readonly snapshot: WorkflowSnapshot;
        readonly error?: undefined;
        readonly result?: undefined;
      }
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

/** Options of `run.resume`. */
export interface WorkflowResumeOptions extends ResumeOptions, Omit<WorkflowRunOptions, 'inputData'> {}

/** What a run is made with. */
export interface CreateRunOptions {
  /** @default a new one, or the snapshot's */
  readonly runId?: string;
  /** Of a run that was suspended, perhaps in another process. */
  readonly snapshot?: WorkflowSnapshot;
}

/** One run of a workflow, as seen from outside. */
export interface WorkflowRunHandle<TInput = unknown, TOutput = unknown> {
  readonly runId: string;
  /** Starts the run; a run is started once. */
  start(options?: WorkflowRunOptions<TInput>): Promise<WorkflowResult<TOutput>>;
  /**
   * Goes on with a run that was suspended, in the trace that it was suspended in.
   *
   * @throws `MastraError` `WORKFLOW_RESUME_INVALID`
   *
   * @example
   * const run = await workflow.createRun({ runId });
   * const { status, result } = await run.resume({ step: 'approve', resumeData: { ok: true } });
   */
  resume(options?: WorkflowResumeOptions): Promise<WorkflowResult<TOutput>>;
  /** Ends the run with status `canceled`. */
  cancel(): void;
}
