import type { AgentMessages, AgentOptions } from '../agent/options.ts';
import type { AgentResult } from '../agent/result.ts';
import type { LoggerContext, MetricsContext, ObservabilityEntrypoint } from '../observability/types/index.ts';
import type { MastraStorage } from '../storage/composite.ts';
import type { CreateRunOptions, WorkflowRunHandle } from '../workflows/result.ts';

/** An agent, as other parts of the application may call it. */
export interface CallableAgent {
  readonly id: string;
  readonly name: string;
  generate(messages: AgentMessages, options?: AgentOptions): Promise<AgentResult>;
}

/** A workflow, as other parts of the application may start it. */
export interface CallableWorkflow {
  readonly id: string;
  createRun(options?: CreateRunOptions): Promise<WorkflowRunHandle>;
}

/** The application, as its agents, tools, steps and processors see it. `Mastra` is the one that there is. */
export interface MastraApplication {
  readonly observability: ObservabilityEntrypoint;
  /** Belongs to the run that it is called in, or to none. */
  readonly logger: LoggerContext;
  /** Belong to the run that they are called in, or to none. */
  readonly metrics: MetricsContext;
  /** By key or id. */
  getAgent(id: string): CallableAgent;
  /** By key or id. */
  getWorkflow(id: string): CallableWorkflow;
  getStorage(): MastraStorage;
  /** Begins work that goes on after its run. Its failures are told once for each `what`, and concern nobody else. */
  __runInBackground(what: string, work: (signal: AbortSignal) => Promise<unknown>): void;
}
