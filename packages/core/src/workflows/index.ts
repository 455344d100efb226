export { createStep, type StepConfig } from './create-step.ts';
export type { Condition, ConditionParams } from './flow.ts';
export type {
  StepResult,
  WorkflowResult,
  WorkflowRunHandle,
  WorkflowRunOptions,
  WorkflowStatus,
} from './result.ts';
export { Run } from './run.ts';
export type { ExecuteFunctionParams, Step } from './step.ts';
export { createWorkflow, type OutputsById, Workflow, type WorkflowConfig } from './workflow.ts';
