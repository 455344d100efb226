import type { ModelMessage } from 'ai';
import type { MastraApplication } from '../mastra/application.ts';
import type { ObservabilityContextMixin } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';

/** What a tool knows of the agent that called it. */
export interface AgentToolExecutionContext {
  readonly agentId: string;
  readonly toolCallId: string;
  /** The conversation that led to the call. */
  readonly messages: readonly ModelMessage[];
}

/** What a tool knows of the workflow that it is a step of. */
export interface WorkflowToolExecutionContext {
  readonly workflowId: string;
  readonly runId: string;
}

/** The second argument of a tool's `execute`. */
export interface ToolExecutionContext extends ObservabilityContextMixin {
  /** The application, where the tool runs in one. */
  readonly mastra?: MastraApplication;
  readonly requestContext: RequestContext;
  /** Aborted when the run is. */
  readonly abortSignal?: AbortSignal;
  readonly agent?: AgentToolExecutionContext;
  readonly workflow?: WorkflowToolExecutionContext;
}

/** What a caller of `tool.execute` may give; the rest is made. */
export type ToolCallOptions = Partial<Omit<ToolExecutionContext, 'tracingContext'>>;
