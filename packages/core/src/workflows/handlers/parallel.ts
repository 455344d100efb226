import type { AnySpan } from '../../observability/types/index.ts';
import { allSettledOrThrow } from '../all-settled.ts';
import type { Execution } from '../execution.ts';
import { observe } from '../observe.ts';
import type { Step } from '../step.ts';
import { executeStep } from './step.ts';

/** Runs steps side by side on the same input. Answers their outputs by step id. */
export function executeParallel(
  execution: Execution,
  parent: AnySpan,
  steps: readonly Step[],
  inputData: unknown,
): Promise<Record<string, unknown>> {
  const span = parent.createChildSpan({
    type: 'workflow_parallel',
    name: `workflow parallel: ${steps.length} branches`,
    input: inputData,
    attributes: { branchCount: steps.length },
  });
  return observe(span, execution.abortSignal, async () => {
    const outputs = await allSettledOrThrow(steps.map(step => executeStep(execution, span, step, inputData)));
    return Object.fromEntries(steps.map((step, index) => [step.id, outputs[index]]));
  });
}
