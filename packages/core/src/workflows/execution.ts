import type { MastraApplication } from '../mastra/application.ts';
import type { RequestContext } from '../request-context/index.ts';
import type { Resumption, WorkflowSnapshot } from './snapshot.ts';
import type { StepResult } from './step-result.ts';

/** What the handlers of one run share. */
export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
  readonly mastra: MastraApplication | undefined;
  readonly requestContext: RequestContext;
  readonly abortSignal: AbortSignal;
  readonly initData: unknown;
  /** What became of the steps so far. */
  readonly steps: Map<string, StepResult>;
  /** The entry that is running, what it was given, and what is finished within it. */
  readonly progress: Progress;
  /** The snapshots of workflows that suspended as steps of this one. */
  readonly nested: Map<string, WorkflowSnapshot>;
  /** Where the run goes on, once it was suspended. */
  readonly resumption: Resumption | undefined;
}

/** Where a run stands. What is finished within an entry is not run again when that entry is resumed. */
export interface Progress {
  entry: number;
  inputData: unknown;
  completed: Map<string, unknown>;
}
