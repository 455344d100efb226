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

/** Runs the entries of a flow one after the other; each gets what the one before it returned. A resumed run begins with the entry that was suspended. */
export async function executeFlow(
  execution: Execution,
  span: AnySpan,
  flow: readonly FlowEntry[],
  inputData: unknown,
): Promise<unknown> {
  const { progress, resumption } = execution;
  const begin = resumption?.snapshot.entry ?? 0;
  let current = resumption ? resumption.snapshot.inputData : inputData;
  for (const [index, entry] of flow.entries()) {
    if (index < begin) continue;
    progress.entry = index;
    progress.inputData = current;
    progress.completed = new Map(
      resumption && index === begin ? Object.entries(resumption.snapshot.completed) : undefined,
    );
    current = await executeEntry(execution, span, entry, current);
  }
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
