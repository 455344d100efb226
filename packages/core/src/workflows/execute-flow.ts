import type { AnySpan } from '../observability/types/index.ts';
import type { Execution } from './execution.ts';
import { assertNever, type FlowEntry } from './flow.ts';
import { executeConditional } from './handlers/conditional.ts';
import { executeForeach } from './handlers/foreach.ts';
import { executeLoop } from './handlers/loop.ts';
import { executeMap } from './handlers/map.ts';
import { executeParallel } from './handlers/parallel.ts';
import { executeSleep } from './handlers/sleep.ts';
import { executeStep } from './handlers/step.ts';

/** Runs the entries of a flow one after the other; each gets what the one before it answered. */
export async function executeFlow(
  execution: Execution,
  span: AnySpan,
  flow: readonly FlowEntry[],
  inputData: unknown,
): Promise<unknown> {
  let current = inputData;
  for (const entry of flow) current = await executeEntry(execution, span, entry, current);
  return current;
}

function executeEntry(execution: Execution, span: AnySpan, entry: FlowEntry, inputData: unknown): Promise<unknown> {
  switch (entry.type) {
    case 'step':
      return executeStep(execution, span, entry.step, inputData);
    case 'parallel':
      return executeParallel(execution, span, entry.steps, inputData);
    case 'conditional':
      return executeConditional(execution, span, entry.branches, inputData);
    case 'loop':
      return executeLoop(execution, span, entry, inputData);
    case 'foreach':
      return executeForeach(execution, span, entry, inputData);
    case 'map':
      return executeMap(execution, span, entry.map, inputData);
    case 'sleep':
      return executeSleep(execution, span, entry.durationMs, inputData);
    default:
      return assertNever(entry);
  }
}
