import type { z } from 'zod';
import type { MastraApplication } from '../mastra/application.ts';
import { type AgentConfig, type ResolvedAgentConfig, resolveAgentConfig } from './config.ts';
import { generate } from './generate.ts';
import { normaliseMessages } from './messages.ts';
import type { AgentMessages, AgentOptions } from './options.ts';
import type { AgentResult, AgentStream } from './result.ts';
import { AgentRun } from './run.ts';
import { AgentRunStream } from './stream.ts';
import { streamParts } from './stream-parts.ts';
import { StreamSource } from './stream-source.ts';

const AGENT = Symbol.for('mastra.agent');

/**
 * A model with instructions and tools, which it calls until it has an answer. Every run is recorded as an `agent_run`
 * with all that happens inside. An agent works on its own too; it is recorded where an application has it, or where it
 * runs inside something that is.
 *
 * @throws `MastraError` `AGENT_CONFIG_INVALID`
 *
 * @example
 * const agent = new Agent({ id: 'weather', instructions: 'Talk about the weather.', model, tools: { getWeather } });
 * const { text, traceId } = await agent.generate('Weather in Oslo?');
 */
export class Agent {
  readonly id: string;
  readonly name: string;
  readonly [AGENT] = true;
  readonly #config: ResolvedAgentConfig;
  #mastra: MastraApplication | undefined;

  /** True for agents of any copy of this package. */
  static is(value: unknown): value is Agent {
    return typeof value === 'object' && value !== null && AGENT in value;
  }

  constructor(config: AgentConfig) {
    this.#config = resolveAgentConfig(config);
    this.id = this.#config.id;
    this.name = this.#config.name;
  }

  /** What the model is told before the conversation. */
  get instructions(): string {
    return this.#config.instructions;
  }

  /**
   * Answers when the run is over. Rejects with the error that it failed with, or with the reason that it was aborted
   * for; a tripwire is an answer.
   *
   * @throws `MastraError` `AGENT_MESSAGES_INVALID`
   */
  async generate<TSchema extends z.ZodType = z.ZodType>(
    messages: AgentMessages,
    options: AgentOptions<TSchema> = {},
  ): Promise<AgentResult<z.output<TSchema>>> {
    const input = normaliseMessages(messages);
    const run = new AgentRun(this.#mastra, this.#config, input, options);
    const result = await generate(this.#config, run, input, options);
    return result as AgentResult<z.output<TSchema>>;
  }

  /**
   * Answers at once; the run goes on as its answer is read.
   *
   * @throws `MastraError` `AGENT_MESSAGES_INVALID`
   */
  async stream<TSchema extends z.ZodType = z.ZodType>(
    messages: AgentMessages,
    options: AgentOptions<TSchema> = {},
  ): Promise<AgentStream<z.output<TSchema>>> {
    const input = normaliseMessages(messages);
    const run = new AgentRun(this.#mastra, this.#config, input, options);
    const source = new StreamSource(run, streamParts(this.#config, run, input, options));
    void source.start();
    return new AgentRunStream(run, source) as AgentStream<z.output<TSchema>>;
  }

  /** Called by the application that has the agent. */
  __registerMastra(mastra: MastraApplication): void {
    this.#mastra = mastra;
  }
}
