import type { TextStreamPart, ToolSet } from 'ai';

/** One part of a streamed answer. */
export type StreamPart = TextStreamPart<ToolSet>;
