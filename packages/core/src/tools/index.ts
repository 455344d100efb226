export { type CheckedToolConfig, createTool, type UncheckedToolConfig } from './create-tool.ts';
export { Tool, type ToolConfig } from './tool.ts';
export type { ToolsInput } from './tool-set.ts';
export type {
  AgentToolExecutionContext,
  ToolCallOptions,
  ToolExecutionContext,
  WorkflowToolExecutionContext,
} from './types.ts';
