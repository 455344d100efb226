import type { FinishReason, ModelMessage, StepResult, ToolSet } from 'ai';
import type { UsageStats } from '../observability/types/index.ts';
import { runResultProcessors } from '../processors/runner.ts';
import { TripWire } from '../processors/tripwire.ts';
import { addUsage, normaliseUsage } from '../telemetry/usage.ts';
import type { ResolvedAgentConfig } from './config.ts';
import type { AgentAnswer } from './result.ts';
import type { AgentRun } from './run.ts';

/** What the model said, before the output processors have seen it. */
export interface RawAnswer {
  readonly text: string;
  readonly finishReason: FinishReason;
  readonly steps: readonly StepResult<ToolSet>[];
  readonly messages: readonly ModelMessage[];
  readonly object?: unknown;
}

/** The answer of a run, after its output processors. One of them may still end the run with a tripwire. */
export async function finishAnswer(agent: ResolvedAgentConfig, run: AgentRun, raw: RawAnswer): Promise<AgentAnswer> {
  const { steps } = raw;
  const answer: AgentAnswer = {
    ...raw,
    usage: usageOf(steps),
    toolCalls: steps.flatMap(step => step.toolCalls),
    toolResults: steps.flatMap(step => step.toolResults),
  };
  try {
    return { ...answer, text: await runResultProcessors(agent.outputProcessors, run, raw) };
  } catch (error) {
    if (!TripWire.is(error)) throw error;
    run.fail(error);
    return { ...trippedAnswer(error), usage: answer.usage, steps };
  }
}

/** The answer of a run that a processor ended. */
export function trippedAnswer({ reason, processorId }: TripWire): AgentAnswer {
  return {
    text: '',
    usage: {},
    finishReason: 'tripwire',
    steps: [],
    toolCalls: [],
    toolResults: [],
    messages: [],
    tripwire: { reason, processorId },
  };
}

function usageOf(steps: readonly StepResult<ToolSet>[]): UsageStats {
  let usage: UsageStats | undefined;
  for (const step of steps) usage = addUsage(usage, normaliseUsage(step.usage));
  return usage ?? {};
}
