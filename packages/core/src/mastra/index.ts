export type { CallableAgent, CallableWorkflow, MastraApplication } from './application.ts';
export { Mastra } from './mastra.ts';
export type { AnyWorkflow, MastraConfig } from './types.ts';
