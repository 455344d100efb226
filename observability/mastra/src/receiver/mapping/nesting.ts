import type { AnyExportedSpan } from '@mastra/core/observability';
import type { ReceivedSpan } from './span.ts';

/** How far up a model call is looked for; also what ends a circle. */
const MAX_HOPS = 16;

/** Spans looked at between two places where the work may be interrupted. */
const STRIDE = 256;

/**
 * A model call within a model call is a step of it, as some instrumentations record both the request of a library and
 * the requests it makes to a provider, each with tokens. As a step it is not counted a second time. Seen among the spans
 * of one request only. Yields wherever it may be interrupted.
 */
export function* asSteps(spans: readonly ReceivedSpan[]): Generator<void, readonly ReceivedSpan[]> {
  const byId = new Map<string, AnyExportedSpan>();
  for (const [i, { span }] of spans.entries()) {
    byId.set(keyOf(span, span.id), span);
    if (i % STRIDE === 0) yield;
  }
  const steps: ReceivedSpan[] = [];
  for (const [i, received] of spans.entries()) {
    const { span, isMastra } = received;
    // Ours say what they are.
    const isStep = !isMastra && span.type === 'model_generation' && isWithinGeneration(span, byId);
    steps.push(isStep ? { ...received, span: { ...span, type: 'model_step' } } : received);
    if (i % STRIDE === 0) yield;
  }
  return steps;
}

function isWithinGeneration(span: AnyExportedSpan, byId: ReadonlyMap<string, AnyExportedSpan>): boolean {
  let parentId = span.parentSpanId;
  for (let hops = 0; parentId !== undefined && hops < MAX_HOPS; hops++) {
    const parent = byId.get(keyOf(span, parentId));
    if (parent?.type === 'model_generation' && parent !== span) return true;
    // The agents and tools that a model calls make calls of their own.
    if (parent?.type === 'agent_run' || parent?.type.endsWith('tool_call')) return false;
    parentId = parent?.parentSpanId;
  }
  return false;
}

const keyOf = (span: AnyExportedSpan, id: string): string => `${span.traceId}/${id}`;
