import { MockLanguageModelV4 } from 'ai/test';

/** A model for tests: it answers what its script says, call by call; the last answer again and again. */
export type Script = readonly (Answer | ((call: ModelCall) => Answer | Promise<Answer>))[];

export interface ModelCall {
  readonly abortSignal?: AbortSignal;
  readonly prompt: readonly unknown[];
}

export interface Answer {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  /** Parts of the provider's own making, for example tools that it ran itself. */
  readonly parts?: readonly Record<string, unknown>[];
  readonly usage?: typeof USAGE;
  /** Streams only: fail with this after the text. */
  readonly streamError?: Error;
  /** Streams only: after the text nothing comes any more, until the call is aborted. */
  readonly hang?: boolean;
}

export const USAGE = {
  inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: undefined as number | undefined },
  outputTokens: { total: 5, text: 3, reasoning: 2 },
};

type Model = ConstructorParameters<typeof MockLanguageModelV4>[0];
type Generated = Awaited<
  ReturnType<Extract<NonNullable<NonNullable<Model>['doGenerate']>, (...args: never[]) => unknown>>
>;
type Streamed = Awaited<
  ReturnType<Extract<NonNullable<NonNullable<Model>['doStream']>, (...args: never[]) => unknown>>
>;

export function scripted(...script: Script): MockLanguageModelV4 {
  let calls = 0;
  const next = async (call: ModelCall): Promise<Answer> => {
    call.abortSignal?.throwIfAborted();
    const step = script[Math.min(calls++, script.length - 1)];
    return typeof step === 'function' ? step(call) : (step ?? {});
  };
  return new MockLanguageModelV4({
    provider: 'test',
    modelId: 'scripted-1',
    doGenerate: async call => {
      const answer = await next(call);
      return {
        content: contentOf(answer),
        finishReason: finishOf(answer),
        usage: answer.usage ?? USAGE,
        warnings: [],
        response: { id: `response-${calls}`, modelId: 'scripted-1-dated' },
      } as unknown as Generated;
    },
    doStream: async call => {
      const answer = await next(call);
      return { stream: streamOf(answer, call.abortSignal) } as unknown as Streamed;
    },
  });
}

function contentOf({ text, toolCalls = [], parts = [] }: Answer): unknown[] {
  return [
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...toolCalls.map(({ id, name, input }) => ({
      type: 'tool-call',
      toolCallId: id,
      toolName: name,
      input: JSON.stringify(input),
    })),
    ...parts,
  ];
}

function finishOf({ toolCalls }: Answer) {
  const unified = toolCalls?.length ? 'tool-calls' : 'stop';
  return { unified, raw: unified };
}

function streamOf(answer: Answer, signal: AbortSignal | undefined): ReadableStream<unknown> {
  const words = answer.text?.match(/\S+\s*/g) ?? [];
  const chunks: unknown[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'response-metadata', id: 'response', modelId: 'scripted-1-dated', timestamp: new Date(0) },
    ...(words.length > 0 ? [{ type: 'text-start', id: 't' }] : []),
    ...words.map(delta => ({ type: 'text-delta', id: 't', delta })),
    ...(words.length > 0 && !answer.hang ? [{ type: 'text-end', id: 't' }] : []),
    ...contentOf({ ...answer, text: undefined }),
  ];
  if (answer.streamError) chunks.push({ type: 'error', error: answer.streamError });
  if (!answer.hang && !answer.streamError) {
    chunks.push({ type: 'finish', finishReason: finishOf(answer), usage: answer.usage ?? USAGE });
  }
  let index = 0;
  return new ReadableStream({
    async pull(controller) {
      if (index < chunks.length) {
        controller.enqueue(chunks[index++]);
        return;
      }
      if (!answer.hang) {
        controller.close();
        return;
      }
      await new Promise((_, reject) => {
        const abort = () => reject(signal?.reason);
        if (signal?.aborted) abort();
        else signal?.addEventListener('abort', abort, { once: true });
      });
    },
  });
}
