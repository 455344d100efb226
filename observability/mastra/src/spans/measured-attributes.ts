import type { SpanAttributes, SpanType } from '@mastra/core/observability';
import type { Capture } from './capture.ts';

/** The attributes that derived metrics read. */
const MEASURED: Readonly<Partial<Record<SpanType, readonly string[]>>> = {
  model_generation: [
    'model',
    'responseModel',
    'provider',
    'usage',
    'costUsd',
    'unpriced',
    'byModel',
    'completionStartTime',
  ],
  model_step: ['model', 'responseModel', 'provider', 'usage', 'costUsd'],
  rag_embedding: ['model', 'provider', 'usage', 'costUsd'],
  processor_run: ['phase'],
};

/** All that a span which sampling leaves out takes of its attributes: what its metrics need, and nothing else is touched. */
export function measuredAttributes(
  type: SpanType,
  known: SpanAttributes | undefined,
  given: Readonly<Record<string, unknown>>,
  capture: Capture,
): SpanAttributes | undefined {
  const names = MEASURED[type];
  if (!names) return known;
  const measured: Record<string, unknown> = { ...known };
  for (const name of names) {
    let value: unknown;
    try {
      value = given[name];
    } catch {
      // What cannot be read leaves the others alone.
      continue;
    }
    if (value === undefined) continue;
    const captured = typeof value === 'string' ? capture.named(name, value) : capture.value(value, undefined);
    if (captured !== undefined) measured[name] = captured;
  }
  capture.takeBytes();
  return measured as SpanAttributes;
}
