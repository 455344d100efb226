import type { ModelMessage } from 'ai';
import { runInputProcessors } from '../processors/runner.ts';
import { TripWire } from '../processors/tripwire.ts';
import { orAborted } from '../telemetry/or-aborted.ts';
import { inSpan } from '../telemetry/start-span.ts';
import { finishAnswer, trippedAnswer } from './answer.ts';
import type { ResolvedAgentConfig } from './config.ts';
import { loadAi, modelCall } from './model-call.ts';
import type { AgentOptions } from './options.ts';
import type { AgentAnswer, AgentResult } from './result.ts';
import type { AgentRun } from './run.ts';

/** Runs an agent to its end. Settles as soon as the run is aborted, whatever the model and the tools do. */
export async function generate(
  agent: ResolvedAgentConfig,
  run: AgentRun,
  messages: readonly ModelMessage[],
  options: AgentOptions,
): Promise<AgentResult> {
  try {
    const work = inSpan(run.span, () => answer(agent, run, messages, options));
    const result = await orAborted(work, run.abortSignal);
    run.succeed(result);
    return { ...run.ids, settled: run.settled, ...result };
  } catch (error) {
    run.fail(error);
    if (TripWire.is(error)) return { ...run.ids, settled: run.settled, ...trippedAnswer(error) };
    throw error;
  }
}

async function answer(
  agent: ResolvedAgentConfig,
  run: AgentRun,
  messages: readonly ModelMessage[],
  options: AgentOptions,
): Promise<AgentAnswer> {
  run.abortSignal.throwIfAborted();
  const input = await runInputProcessors(agent.inputProcessors, run, messages);
  const { generateText } = await loadAi();
  const result = await generateText(await modelCall(agent, run, input, options));
  const { text, finishReason, steps, responseMessages } = result;
  const object = options.output ? result.output : undefined;
  return finishAnswer(agent, run, { text, finishReason, steps, messages: responseMessages, object });
}
