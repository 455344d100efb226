import type { ModelMessage, ToolSet } from 'ai';
import { buildToolSet, nameOfTool } from '../tools/tool-set.ts';
import type { ResolvedAgentConfig } from './config.ts';
import type { AgentOptions } from './options.ts';
import type { AgentRun } from './run.ts';

/** `ai` is loaded when a model is first called: it costs more than everything else together. */
export function loadAi(): Promise<typeof import('ai')> {
  return import('ai');
}

/** What `generateText` and `streamText` are called with. */
export async function modelCall(
  agent: ResolvedAgentConfig,
  run: AgentRun,
  messages: readonly ModelMessage[],
  options: AgentOptions,
) {
  const { isStepCount, Output } = await loadAi();
  const { abortSignal, mastra, requestContext } = run;
  const tools: ToolSet = buildToolSet(agent.tools, { abortSignal, mastra, requestContext, agentId: agent.id });
  return {
    ...agent.modelSettings,
    ...options.modelSettings,
    model: agent.model,
    instructions: agent.instructions || undefined,
    messages: [...messages],
    // An input processor may add instructions to the conversation.
    allowSystemInMessages: true,
    tools,
    toolChoice: options.toolChoice,
    stopWhen: isStepCount(options.maxSteps ?? agent.maxSteps),
    output: options.output ? Output.object({ schema: options.output }) : undefined,
    abortSignal,
    telemetry: run.telemetry,
    // Some models call a tool by the id that they read elsewhere.
    repairToolCall: async <C extends { readonly toolName: string }>({
      toolCall,
    }: {
      toolCall: C;
    }): Promise<C | null> => {
      const toolName = toolCall.toolName in tools ? undefined : nameOfTool(agent.tools, toolCall.toolName);
      return toolName === undefined ? null : { ...toolCall, toolName };
    },
  };
}
