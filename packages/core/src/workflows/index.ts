export { createStep, type StepConfig } from './create-step.ts';
export type { Condition, ConditionParams } from './flow.ts';
export type {
  CreateRunOptions,
  WorkflowResult,
  WorkflowResumeOptions,
  WorkflowRunHandle,
  WorkflowRunOptions,
  WorkflowStatus,
} from './result.ts';
export { Run } from './run.ts';
export type { ResumeOptions, WorkflowSnapshot } from './snapshot.ts';
export type { ExecuteFunctionParams, Step } from './step.ts';
export type { StepResult } from './step-result.ts';
export { createWorkflow, type OutputsById, Workflow, type WorkflowConfig } from './workflow.ts';
