import type { MastraApplication } from '../mastra/application.ts';
import type { RequestContext } from '../request-context/index.ts';
import type { StepResult } from './result.ts';

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
}
