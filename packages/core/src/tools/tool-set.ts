import type { Tool as AiTool, ToolExecutionOptions, ToolSet } from 'ai';
import { TOOL_ID } from '../telemetry/tool-span.ts';
import { Tool } from './tool.ts';
import type { ToolExecutionContext } from './types.ts';

/** The tools of an agent by the names that the model knows them by: tools of `createTool`, or tools of `ai`. */
export type ToolsInput = Readonly<Record<string, Tool | AiTool>>;

/** What all tool calls of a run have in common. */
export type ToolRun = Pick<ToolExecutionContext, 'mastra' | 'requestContext' | 'abortSignal'> & {
  readonly agentId: string;
};

/** Makes the tool set that `ai` runs. The spans of the calls come from the telemetry; the tools run inside them. */
export function buildToolSet(tools: ToolsInput, run: ToolRun): ToolSet {
  const set: Record<string, unknown> = {};
  for (const [name, tool] of Object.entries(tools)) set[name] = Tool.is(tool) ? buildTool(tool, run) : tool;
  return set as ToolSet;
}

/** The name that the model knows a tool by, where it used the tool's id instead. */
export function nameOfTool(tools: ToolsInput, id: string): string | undefined {
  return Object.entries(tools).find(([, tool]) => Tool.is(tool) && tool.id === id)?.[0];
}

function buildTool(tool: Tool, run: ToolRun): object {
  const { agentId, mastra, requestContext } = run;
  return {
    [TOOL_ID]: tool.id,
    description: tool.description,
    inputSchema: tool.inputSchema,
    ...(tool.isExecutable && {
      execute: (input: unknown, { toolCallId, messages, abortSignal }: ToolExecutionOptions<unknown>) =>
        tool.run(input, {
          mastra,
          requestContext,
          abortSignal: abortSignal ?? run.abortSignal,
          agent: { agentId, toolCallId, messages },
        }),
    }),
  };
}
