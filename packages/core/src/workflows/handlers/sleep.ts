import { setTimeout as delay } from 'node:timers/promises';
import type { AnySpan } from '../../observability/types/index.ts';
import type { Execution } from '../execution.ts';
import { observe } from '../observe.ts';

/** Waits, unless the run is aborted, and hands its input on. */
export function executeSleep(
  execution: Execution,
  parent: AnySpan,
  durationMs: number,
  inputData: unknown,
): Promise<unknown> {
  const { abortSignal } = execution;
  const span = parent.createChildSpan({
    type: 'workflow_sleep',
    name: `workflow sleep: ${durationMs} ms`,
    attributes: { durationMs },
  });
  return observe(
    span,
    abortSignal,
    () => delay(durationMs, inputData, { signal: abortSignal }),
    () => ({}),
  );
}
