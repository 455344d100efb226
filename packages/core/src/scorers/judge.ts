import type { ModelMessage } from 'ai';
import { z } from 'zod';
import type { AnySpan } from '../observability/types/index.ts';
import { closeSpan, endingOf } from '../telemetry/endings.ts';
import { createModelTelemetry } from '../telemetry/model-telemetry.ts';
import { inSpan } from '../telemetry/start-span.ts';
import { verdictInvalid } from './invalid.ts';
import type { JudgedRun, ModelJudge, Verdict } from './types.ts';

// Bounds are told in words and checked here: not every provider takes them in a schema.
const verdictSchema = z.object({
  reason: z.string().describe('Why, in one or two sentences'),
  score: z.number().describe('From 0 (bad) to 1 (good)'),
});

/** Providers that know nothing of schemas are told in words. */
const FORMAT =
  'Answer with a JSON object: { "reason": why, in one or two sentences, "score": from 0 (bad) to 1 (good) }.';

/** Asks a model what it thinks of a run, in a `scorer_step` below the scorer's span. */
export async function judgeByModel(
  scorerId: string,
  judge: ModelJudge,
  run: JudgedRun,
  parent: AnySpan,
  abortSignal: AbortSignal,
): Promise<Verdict> {
  const span = parent.createChildSpan({ type: 'scorer_step', name: "scorer step: 'judge'" });
  const telemetry = createModelTelemetry({
    start: options => span.createChildSpan(options),
    includeChunks: () => false,
  });
  try {
    const { generateText, Output } = await import('ai');
    const prompt = await (judge.prompt ?? defaultPrompt)(run);
    const { output } = await inSpan(span, () =>
      generateText({
        model: judge.model,
        instructions: `${judge.instructions}\n\n${FORMAT}`,
        prompt,
        output: Output.object({ schema: verdictSchema }),
        abortSignal,
        telemetry: { integrations: [telemetry.integration] },
      }),
    );
    if (!(output.score >= 0 && output.score <= 1)) throw verdictInvalid(scorerId, output, 'a score from 0 to 1');
    span.end({ output });
    return output;
  } catch (error) {
    const ending = endingOf(error, abortSignal);
    telemetry.close(ending);
    closeSpan(span, ending);
    throw error;
  }
}

function defaultPrompt({ input, output }: JudgedRun): string {
  const asked = input.findLast(message => message.role === 'user');
  const answer = output.object === undefined ? output.text : JSON.stringify(output.object);
  return `Question:\n${asked ? textOf(asked) : ''}\n\nAnswer:\n${answer}`;
}

function textOf({ content }: ModelMessage): string {
  if (typeof content === 'string') return content;
  return content.map(part => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
}
