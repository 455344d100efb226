import type { RunUsage } from '../observability/types/index.ts';
import { closeWhenLost } from '../telemetry/loss.ts';
import { LazyPromise } from './lazy-promise.ts';
import type { AgentAnswer, AgentRunIds, AgentStream, AgentStreamPart } from './result.ts';
import type { StreamSource } from './stream-source.ts';

/** The reader's side of a streamed run. */
export class AgentRunStream implements AgentStream {
  readonly traceId: string;
  readonly spanId: string;
  readonly runId: string;
  readonly settled: () => Promise<RunUsage>;
  readonly #source: StreamSource;

  constructor(
    { ids, settled }: { readonly ids: AgentRunIds; readonly settled: () => Promise<RunUsage> },
    source: StreamSource,
  ) {
    this.settled = settled;
    this.traceId = ids.traceId;
    this.spanId = ids.spanId;
    this.runId = ids.runId;
    this.#source = source;
    // Streams and promises hold on to this object; when none of them is left, nobody can read on.
    closeWhenLost(this, { close: () => source.lose() });
  }

  get fullStream(): ReadableStream<AgentStreamPart> {
    return this.#view(part => part);
  }

  get textStream(): ReadableStream<string> {
    return this.#view(part => (part.type === 'text-delta' ? part.text : undefined), true);
  }

  get text(): Promise<string> {
    return this.#property('text');
  }

  get object(): Promise<unknown> {
    return this.#property('object');
  }

  get usage(): Promise<AgentAnswer['usage']> {
    return this.#property('usage');
  }

  get finishReason(): Promise<AgentAnswer['finishReason']> {
    return this.#property('finishReason');
  }

  get steps(): Promise<AgentAnswer['steps']> {
    return this.#property('steps');
  }

  get toolCalls(): Promise<AgentAnswer['toolCalls']> {
    return this.#property('toolCalls');
  }

  get toolResults(): Promise<AgentAnswer['toolResults']> {
    return this.#property('toolResults');
  }

  get messages(): Promise<AgentAnswer['messages']> {
    return this.#property('messages');
  }

  get tripwire(): Promise<AgentAnswer['tripwire']> {
    return this.#property('tripwire');
  }

  consumeStream(): Promise<void> {
    return this.#source.drain();
  }

  #property<K extends keyof AgentAnswer>(key: K): Promise<AgentAnswer[K]> {
    return new LazyPromise(async () => (await this.#source.answer())[key]);
  }

  /** A stream of what `select` takes from each part. With `failing`, the run's failure is the stream's. */
  #view<T>(select: (part: AgentStreamPart) => T | undefined, failing = false): ReadableStream<T> {
    const reader = {};
    let index = 0;
    return new ReadableStream<T>(
      {
        pull: async controller => {
          for (;;) {
            const part = await this.#source.partAt(index++, reader);
            if (!part) break;
            const value = select(part);
            if (value === undefined) continue;
            controller.enqueue(value);
            return;
          }
          const { outcome } = this.#source;
          if (failing && outcome && 'error' in outcome && !outcome.aborted) controller.error(outcome.error);
          else controller.close();
        },
        cancel: () => this.#source.leave(reader),
      },
      { highWaterMark: 0 },
    );
  }
}
