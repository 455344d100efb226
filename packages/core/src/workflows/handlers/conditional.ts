import type { AnySpan } from '../../observability/types/index.ts';
import { allSettledOrThrow } from '../all-settled.ts';
import type { Execution } from '../execution.ts';
import type { Condition } from '../flow.ts';
import { observe } from '../observe.ts';
import type { Step } from '../step.ts';
import { executeParams, executeStep, progressKey } from './step.ts';

type Branch = readonly [Condition, Step];

/** Asks every condition in order, then runs the steps of those that hold side by side. Answers their outputs by step id. */
export async function executeConditional(
  execution: Execution,
  parent: AnySpan,
  branches: readonly Branch[],
  inputData: unknown,
): Promise<Record<string, unknown>> {
  const span = parent.createChildSpan({
    type: 'workflow_conditional',
    name: `workflow conditional: ${branches.length} branches`,
    input: inputData,
    attributes: { conditionCount: branches.length },
  });
  const selectedBranches: number[] = [];
  const work = async () => {
    for (const [index, [condition]] of branches.entries()) {
      // A resumed run goes on in the branches that it chose.
      const key = progressKey('condition', index);
      const { completed } = execution.progress;
      const holds = completed.has(key)
        ? completed.get(key)
        : Boolean(await evaluate(execution, span, condition, index, inputData));
      completed.set(key, holds);
      if (holds) selectedBranches.push(index);
    }
    const steps = branches.filter((_, index) => selectedBranches.includes(index)).map(([, step]) => step);
    const outputs = await allSettledOrThrow(steps.map(step => executeStep(execution, span, step, inputData)));
    return Object.fromEntries(steps.map((step, index) => [step.id, outputs[index]]));
  };
  return observe(span, execution.abortSignal, work, output => ({ output, attributes: { selectedBranches } }));
}

function evaluate(
  execution: Execution,
  parent: AnySpan,
  condition: Condition,
  conditionIndex: number,
  inputData: unknown,
): Promise<boolean> {
  const span = parent.createChildSpan({
    type: 'workflow_conditional_eval',
    name: `condition: ${conditionIndex}`,
    attributes: { conditionIndex },
  });
  return observe(
    span,
    execution.abortSignal,
    async () => condition(executeParams(execution, span, inputData, `condition ${conditionIndex}`)),
    holds => ({ output: holds, attributes: { conditionResult: Boolean(holds) } }),
  );
}
