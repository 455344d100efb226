import type { AnySpan } from '../../observability/types/index.ts';
import type { Execution } from '../execution.ts';
import type { Condition } from '../flow.ts';
import { observe } from '../observe.ts';
import type { Step } from '../step.ts';
import { executeParams, executeStep } from './step.ts';

/** Runs a step at least once, each time on what it answered before, for as long as a condition holds or until it does. */
export function executeLoop(
  execution: Execution,
  parent: AnySpan,
  loop: { readonly step: Step; readonly condition: Condition; readonly until: boolean },
  inputData: unknown,
): Promise<unknown> {
  const { step, condition, until } = loop;
  const loopType = until ? 'dountil' : 'dowhile';
  const span = parent.createChildSpan({
    type: 'workflow_loop',
    name: `workflow loop: '${step.id}'`,
    input: inputData,
    attributes: { loopType },
  });
  let iteration = 0;
  const work = async () => {
    let current = inputData;
    for (;;) {
      current = await executeStep(execution, span, step, current, iteration);
      iteration++;
      const params = { ...executeParams(execution, span, current, step.id), iterationCount: iteration };
      if (Boolean(await condition(params)) === until) return current;
    }
  };
  return observe(span, execution.abortSignal, work, output => ({ output, attributes: { totalIterations: iteration } }));
}
