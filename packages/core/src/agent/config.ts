import type { LanguageModel } from 'ai';
import { MastraError } from '../error/index.ts';
import type { Processor } from '../processors/index.ts';
import { type AgentScorer, resolveScorers } from '../scorers/sampling.ts';
import type { ToolsInput } from '../tools/tool-set.ts';
import type { ModelSettings } from './options.ts';

/** What `new Agent` takes. */
export interface AgentConfig {
  /** Names the agent in traces and metrics. */
  readonly id: string;
  /** @default the id */
  readonly name?: string;
  /** What the model is told before the conversation. */
  readonly instructions: string;
  /** Any language model of the AI SDK. */
  readonly model: LanguageModel;
  /** By the name that the model knows a tool by. */
  readonly tools?: ToolsInput;
  readonly inputProcessors?: readonly Processor[];
  readonly outputProcessors?: readonly Processor[];
  /** Judge the answers of the agent when they are there. By a name of your choice. */
  readonly scorers?: Readonly<Record<string, AgentScorer>>;
  /** How often the model may be called in one run. @default 10 */
  readonly maxSteps?: number;
  /** A call's own settings win. */
  readonly modelSettings?: ModelSettings;
}

/** The same with every default in place. */
export interface ResolvedAgentConfig extends Required<Omit<AgentConfig, 'scorers'>> {
  readonly scorers: readonly AgentScorer[];
}

export function resolveAgentConfig(config: AgentConfig): ResolvedAgentConfig {
  const { id, model, maxSteps = 10 } = config;
  if (typeof id !== 'string' || id === '') throw invalid(`id: a text that is not empty (given: ${JSON.stringify(id)})`);
  if (!model) throw invalid(`model: a language model of the AI SDK (given: ${String(model)})`);
  if (!Number.isInteger(maxSteps) || maxSteps < 1)
    throw invalid(`maxSteps: a whole number from 1 (given: ${maxSteps})`);
  return Object.freeze({
    id,
    name: config.name ?? id,
    instructions: config.instructions,
    model,
    tools: config.tools ?? {},
    inputProcessors: config.inputProcessors ?? [],
    outputProcessors: config.outputProcessors ?? [],
    scorers: resolveScorers(id, config.scorers),
    maxSteps,
    modelSettings: config.modelSettings ?? {},
  });
}

function invalid(what: string): MastraError {
  return new MastraError({
    code: 'AGENT_CONFIG_INVALID',
    domain: 'AGENT',
    message: `The configuration of an agent is not valid. It needs ${what}.`,
  });
}
