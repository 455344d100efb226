import type { ModelMessage } from 'ai';
import { runInputProcessors, StreamProcessors } from '../processors/runner.ts';
import type { StreamPart } from '../processors/stream-part.ts';
import { modelFailed } from '../telemetry/model-step.ts';
import { finishAnswer } from './answer.ts';
import type { ResolvedAgentConfig } from './config.ts';
import { loadAi, modelCall } from './model-call.ts';
import type { AgentOptions } from './options.ts';
import type { AgentAnswer } from './result.ts';
import type { AgentRun } from './run.ts';

/** The parts of a run's answer as they come; at the end the whole answer, or the error that the run failed with. */
export async function* streamParts(
  agent: ResolvedAgentConfig,
  run: AgentRun,
  messages: readonly ModelMessage[],
  options: AgentOptions,
): AsyncGenerator<StreamPart, AgentAnswer> {
  run.abortSignal.throwIfAborted();
  const input = await runInputProcessors(agent.inputProcessors, run, messages);
  const { streamText } = await loadAi();
  // `ai` tells of an error in a part of the stream; without a handler it would print it as well.
  const result = streamText({ ...(await modelCall(agent, run, input, options)), onError: () => undefined });
  const processors = new StreamProcessors(agent.outputProcessors, run);
  let failure: { readonly error: unknown } | undefined;
  let text = '';
  try {
    for await (const given of result.stream) {
      if (given.type === 'error') failure ??= { error: given.error };
      // The end of a run, other than a good one, is told by the run itself.
      if (given.type === 'error' || given.type === 'abort') continue;
      const part = await processors.process(given);
      if (!part) continue;
      if (part.type === 'start-step') text = '';
      else if (part.type === 'text-delta') text += part.text;
      yield part;
    }
  } finally {
    processors.end();
  }
  // To touch the promises of a failed answer would make them reject with a lesser error.
  if (failure) throw failure.error;
  const [finishReason, steps, responseMessages, object] = await Promise.all([
    result.finishReason,
    result.steps,
    result.responseMessages,
    options.output ? result.output : undefined,
  ]);
  if (finishReason === 'error') throw modelFailed();
  return finishAnswer(agent, run, { text, finishReason, steps, messages: responseMessages, object });
}
