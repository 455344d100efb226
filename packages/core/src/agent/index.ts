export { Agent } from './agent.ts';
export type { AgentConfig } from './config.ts';
export type { AgentMessages, AgentOptions, ModelSettings } from './options.ts';
export type { AgentAnswer, AgentResult, AgentRunIds, AgentStream, AgentStreamPart, Tripwire } from './result.ts';
