import type { AnySpan } from '../observability/types/index.ts';

const key = Symbol.for('mastra.tool.calls');
const shared = globalThis as { [key]?: WeakMap<AnySpan, string> };

// One map for the process, also where the package is loaded twice (ESM and CommonJS).
shared[key] ??= new WeakMap<AnySpan, string>();
const calls = shared[key];

/** Remembers which tool call a span stands for. */
export function markToolSpan(span: AnySpan, toolCallId: string): void {
  if (span.traceId !== '') calls.set(span, toolCallId);
}

/** Whether this very tool call has its span already, so that no second one is opened for it. */
export function isToolSpanOf(span: AnySpan | undefined, toolCallId: string): boolean {
  return span !== undefined && calls.get(span) === toolCallId;
}

/** Under this key a tool of the model's tool set carries the id of the tool that it was made from. */
export const TOOL_ID = Symbol.for('mastra.tool.id');

/** What a span says of a tool that the model knows by this name. */
export function describeTool(
  tools: unknown,
  toolName: string,
): { readonly id: string; readonly description?: string; readonly known: boolean } {
  const tool = typeof tools === 'object' && tools !== null ? (tools as Record<string, unknown>)[toolName] : undefined;
  if (typeof tool !== 'object' || tool === null) return { id: toolName, known: false };
  const { [TOOL_ID]: id, description } = tool as { [TOOL_ID]?: unknown; description?: unknown };
  return {
    id: typeof id === 'string' ? id : toolName,
    description: typeof description === 'string' ? description : undefined,
    known: true,
  };
}
