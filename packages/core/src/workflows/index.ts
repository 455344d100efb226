export { createStep, type StepConfig } from './create-step.ts';
export type { Condition, ConditionParams } from './flow.ts';
export type {
  CreateRunOptions,
  StepResult,
  WorkflowResult,
  WorkflowResumeOptions,
  WorkflowRunHandle,
  WorkflowRunOptions,
  WorkflowStatus,
} from './result.ts';
export { Run } from './run.ts';
export type { ResumeOptions, WorkflowSnapshot } from './snapshot.ts';
export type { ExecuteFunctionParams, Step } from './step.ts';
export { createWorkflow, type OutputsById, Workflow, type WorkflowConfig } from './workflow.ts';
