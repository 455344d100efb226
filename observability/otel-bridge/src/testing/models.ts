import { MockLanguageModelV4 } from 'ai/test';

export interface Answer {
  readonly text?: string;
  /** Names of tools to call, with no input. */
  readonly tools?: readonly string[];
  /** Streams only: after the text nothing comes any more, until the call is aborted. */
  readonly hang?: boolean;
}

type Step = Answer | (() => Answer | Promise<Answer>);
type Settings = NonNullable<ConstructorParameters<typeof MockLanguageModelV4>[0]>;
type Result<K extends 'doGenerate' | 'doStream'> = Awaited<
  ReturnType<Extract<NonNullable<Settings[K]>, (...args: never[]) => unknown>>
>;

const USAGE = {
  inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: undefined },
  outputTokens: { total: 5, text: 3, reasoning: 2 },
};

/** A model that answers what its script says, call by call; the last answer again and again. */
export function scripted(...script: readonly Step[]): MockLanguageModelV4 {
  let calls = 0;
  const next = async (): Promise<Answer> => {
    const step = script[Math.min(calls++, script.length - 1)]!;
    return typeof step === 'function' ? step() : step;
  };
  return new MockLanguageModelV4({
    provider: 'test',
    modelId: 'scripted-1',
    doGenerate: async () => {
      const answer = await next();
      const text = answer.text === undefined ? [] : [{ type: 'text', text: answer.text }];
      const content = [...text, ...toolCalls(answer)];
      return { content, finishReason: finish(answer), usage: USAGE, warnings: [] } as unknown as Result<'doGenerate'>;
    },
    doStream: async ({ abortSignal }) => {
      const answer = await next();
      return { stream: streamOf(answer, abortSignal) } as unknown as Result<'doStream'>;
    },
  });
}

const finish = ({ tools }: Answer) => ({ unified: tools ? 'tool-calls' : 'stop', raw: undefined });

const toolCalls = ({ tools = [] }: Answer) =>
  tools.map((toolName, i) => ({ type: 'tool-call', toolCallId: `call-${i}`, toolName, input: '{}' }));

async function* partsOf(answer: Answer, signal: AbortSignal | undefined): AsyncGenerator<unknown> {
  yield { type: 'stream-start', warnings: [] };
  yield { type: 'text-start', id: 't' };
  for (const delta of answer.text?.match(/\S+\s*/g) ?? []) yield { type: 'text-delta', id: 't', delta };
  if (answer.hang) {
    await new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
  yield { type: 'text-end', id: 't' };
  yield* toolCalls(answer);
  yield { type: 'finish', finishReason: finish(answer), usage: USAGE };
}

function streamOf(answer: Answer, signal: AbortSignal | undefined): ReadableStream<unknown> {
  return ReadableStream.from(partsOf(answer, signal));
}
