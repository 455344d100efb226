import type { FinishReason, ModelMessage, StepResult, ToolSet, TypedToolCall, TypedToolResult } from 'ai';
import type { RunUsage, UsageStats } from '../observability/types/index.ts';
import type { StreamPart } from '../processors/stream-part.ts';

/** Why a processor ended a run. */
export interface Tripwire {
  readonly reason: string;
  readonly processorId: string;
}

/** Names the run in traces, logs, scores and feedback. */
export interface AgentRunIds {
  /** Empty where nothing observes. */
  readonly traceId: string;
  /** The span of the run; empty where nothing observes. */
  readonly spanId: string;
  readonly runId: string;
}

/** What tells of a run when all of it is over. */
export interface AgentRunUsage {
  /**
   * Resolves to the exact usage and cost of the run, by model, with the runs inside it, when everything below it has
   * ended: also what goes on after the answer. To bill from.
   *
   * @example
   * const { settled } = await agent.generate('Weather in Oslo?');
   * const { costUsd, byModel, runs } = await settled();
   */
  settled(): Promise<RunUsage>;
}

/** What the model made of the messages. */
export interface AgentAnswer<TObject = unknown> {
  /** The text of the last step. Empty after a tripwire. */
  readonly text: string;
  /** The object that `output` asked for. */
  readonly object?: TObject;
  /** Of all steps together. */
  readonly usage: UsageStats;
  /** `tripwire` where a processor ended the run. */
  readonly finishReason: FinishReason | 'tripwire';
  readonly steps: readonly StepResult<ToolSet>[];
  /** Of all steps, in order. */
  readonly toolCalls: readonly TypedToolCall<ToolSet>[];
  /** Of all steps, in order. */
  readonly toolResults: readonly TypedToolResult<ToolSet>[];
  /** The messages that continue the conversation. */
  readonly messages: readonly ModelMessage[];
  readonly tripwire?: Tripwire;
}

/** What `generate` resolves to. */
export interface AgentResult<TObject = unknown> extends AgentRunIds, AgentRunUsage, AgentAnswer<TObject> {}

/** What a stream consists of: the parts of `ai`, and the notice of a tripwire. */
export type AgentStreamPart = StreamPart | ({ readonly type: 'tripwire' } & Tripwire);

/**
 * What `stream` answers, at once. Left alone, the run goes on by itself; once somebody reads a stream, it advances as it
 * is read. A reader that leaves early (`break`, `cancel()`) ends the run, unless another one is still at work. Every
 * reader gets the whole stream from its start.
 */
export interface AgentStream<TObject = unknown> extends AgentRunIds, AgentRunUsage {
  /** Ends when the run is over; fails with the error that the run failed with. */
  readonly textStream: ReadableStream<string>;
  /** Tells of an error or an abort in a part of its own, and ends. */
  readonly fullStream: ReadableStream<AgentStreamPart>;
  readonly text: Promise<string>;
  readonly object: Promise<TObject | undefined>;
  readonly usage: Promise<UsageStats>;
  readonly finishReason: Promise<AgentAnswer['finishReason']>;
  readonly steps: Promise<AgentAnswer['steps']>;
  readonly toolCalls: Promise<AgentAnswer['toolCalls']>;
  readonly toolResults: Promise<AgentAnswer['toolResults']>;
  readonly messages: Promise<AgentAnswer['messages']>;
  readonly tripwire: Promise<Tripwire | undefined>;
  /** Reads to the end, for `waitUntil` and the like. Never rejects; all spans have ended when it resolves. */
  consumeStream(): Promise<void>;
}
