import type { LanguageModelCallOptions, ModelMessage, TimeoutConfiguration, ToolChoice, ToolSet } from 'ai';
import type { z } from 'zod';
import type { TracingOptions } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';

/** What an agent is asked: a text, or the messages of a conversation. */
export type AgentMessages = string | ModelMessage | readonly (string | ModelMessage)[];

/** Settings that are handed to the model. */
export interface ModelSettings extends LanguageModelCallOptions {
  /** How often a failing call of the model is tried again. @default 2 */
  readonly maxRetries?: number;
  /** In milliseconds, in total or by part. @default none */
  readonly timeout?: TimeoutConfiguration<ToolSet>;
  readonly headers?: Record<string, string | undefined>;
}

/** Options of `generate` and `stream`. */
export interface AgentOptions<TSchema extends z.ZodType = z.ZodType> {
  /** Ids, tags and metadata that the run is recorded with. */
  readonly tracingOptions?: TracingOptions;
  readonly requestContext?: RequestContext;
  /** Ends the run: the call rejects with the signal's reason, and no span stays open. */
  readonly abortSignal?: AbortSignal;
  /** How often the model may be called. @default the agent's */
  readonly maxSteps?: number;
  /** @default 'auto' */
  readonly toolChoice?: ToolChoice<ToolSet>;
  readonly modelSettings?: ModelSettings;
  /** Makes the model answer an object of this shape, found in `object`. */
  readonly output?: TSchema;
}
