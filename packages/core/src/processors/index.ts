import type { ModelMessage } from 'ai';
import type { MastraApplication } from '../mastra/application.ts';
import type { ObservabilityContextMixin } from '../observability/types/index.ts';
import type { RequestContext } from '../request-context/index.ts';
import type { StreamPart } from './stream-part.ts';

export type { StreamPart } from './stream-part.ts';
export { TripWire } from './tripwire.ts';

/** What every method of a processor gets. */
export interface ProcessorContext extends ObservabilityContextMixin {
  readonly mastra?: MastraApplication;
  readonly requestContext: RequestContext;
  readonly abortSignal?: AbortSignal;
  /** Ends the run with a tripwire: it resolves with `tripwire: { reason }` and an empty text. Never returns. */
  readonly abort: (reason?: string) => never;
}

export interface ProcessInputArgs extends ProcessorContext {
  readonly messages: readonly ModelMessage[];
}

export interface ProcessOutputStreamArgs extends ProcessorContext {
  readonly part: StreamPart;
  /** Kept from part to part of one answer. */
  readonly state: Record<string, unknown>;
}

export interface ProcessOutputResultArgs extends ProcessorContext {
  readonly text: string;
  /** The messages that the model added to the conversation. */
  readonly messages: readonly ModelMessage[];
}

/**
 * Sees what goes into a model or what comes out of it, and may change it or end the run.
 *
 * @example
 * const polite: Processor = {
 *   id: 'polite',
 *   processInput: ({ messages, abort }) => {
 *     if (JSON.stringify(messages).includes('darn')) abort('Mind your language.');
 *   },
 * };
 */
export interface Processor {
  readonly id: string;
  /** Answers the messages to go on with; nothing keeps them. */
  processInput?(args: ProcessInputArgs): Answer<readonly ModelMessage[]>;
  /** Answers the part to go on with, `null` to leave it out; nothing keeps it. Called while streaming only. */
  processOutputStream?(args: ProcessOutputStreamArgs): Answer<StreamPart | null>;
  /** Answers the text to go on with; nothing keeps it. Called when the answer is complete. */
  processOutputResult?(args: ProcessOutputResultArgs): Answer<{ readonly text: string }>;
}

// `void`: a processor that only looks has no return statement.
type Answer<T> = T | undefined | void | Promise<T | undefined | void>;
