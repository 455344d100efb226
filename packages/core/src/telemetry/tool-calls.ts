import type { AnySpan } from '../observability/types/index.ts';
import { closeSpan, type Ending } from './endings.ts';

interface OpenCall {
  readonly toolCall: object;
  readonly span: AnySpan;
  isRunning: boolean;
}

/**
 * The tool calls of a step that are under way. They are told apart by the call itself: ids are the provider's, and some
 * give two calls of one answer the same.
 */
export class ToolCalls {
  readonly #open = new Map<string, OpenCall[]>();
  readonly #started: object[] = [];

  start(toolCallId: string, toolCall: object, span: AnySpan): void {
    const calls = this.#open.get(toolCallId) ?? [];
    calls.push({ toolCall, span, isRunning: false });
    this.#open.set(toolCallId, calls);
    this.#started.push(toolCall);
  }

  /** The span of a call that begins to run: the very call, else the first of its id that does not run yet. */
  running(toolCallId: string, toolCall: object | undefined): AnySpan | undefined {
    const calls = this.#open.get(toolCallId) ?? [];
    const call = calls.find(one => one.toolCall === toolCall) ?? calls.find(one => !one.isRunning) ?? calls[0];
    if (call) call.isRunning = true;
    return call?.span;
  }

  /** Takes out the call that has ended. */
  end(toolCallId: string, toolCall: object): AnySpan | undefined {
    const calls = this.#open.get(toolCallId) ?? [];
    const index = Math.max(
      0,
      calls.findIndex(one => one.toolCall === toolCall),
    );
    const [call] = calls.splice(index, 1);
    if (calls.length === 0) this.#open.delete(toolCallId);
    return call?.span;
  }

  /** How many calls of each id have begun. */
  started(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const call of this.#started) {
      const { toolCallId } = call as { readonly toolCallId: string };
      counts.set(toolCallId, (counts.get(toolCallId) ?? 0) + 1);
    }
    return counts;
  }

  /** Ends what is still open. */
  close(ending: Ending): void {
    for (const calls of this.#open.values()) {
      for (const { span } of calls) closeSpan(span, ending, { attributes: { success: false } });
    }
    this.#open.clear();
  }
}
