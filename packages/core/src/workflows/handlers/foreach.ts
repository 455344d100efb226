import { MastraError } from '../../error/index.ts';
import type { AnySpan } from '../../observability/types/index.ts';
import { allSettledOrThrow } from '../all-settled.ts';
import type { Execution } from '../execution.ts';
import { observe } from '../observe.ts';
import type { Step } from '../step.ts';
import { executeStep } from './step.ts';

/** Runs a step on every item of a list, so many at a time. Answers the outputs in the order of the items. */
export function executeForeach(
  execution: Execution,
  parent: AnySpan,
  { step, concurrency }: { readonly step: Step; readonly concurrency: number },
  inputData: unknown,
): Promise<readonly unknown[]> {
  const span = parent.createChildSpan({
    type: 'workflow_loop',
    name: `workflow loop: '${step.id}'`,
    input: inputData,
    attributes: { loopType: 'foreach', concurrency },
  });
  const work = async () => {
    const items = listOf(inputData, step);
    const outputs: unknown[] = new Array(items.length);
    let next = 0;
    let failed = false;
    const worker = async () => {
      while (next < items.length && !failed) {
        const index = next++;
        try {
          outputs[index] = await executeStep(execution, span, step, items[index], index);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    await allSettledOrThrow(Array.from({ length: Math.min(concurrency, items.length) }, worker));
    return outputs;
  };
  return observe(span, execution.abortSignal, work, output => ({
    output,
    attributes: { totalIterations: output.length },
  }));
}

function listOf(inputData: unknown, step: Step): readonly unknown[] {
  if (Array.isArray(inputData)) return inputData;
  throw new MastraError({
    code: 'WORKFLOW_FOREACH_NOT_A_LIST',
    domain: 'WORKFLOW',
    message: `foreach('${step.id}') needs an array from the step before it. It was given ${inputData === null ? 'null' : typeof inputData}. Use map() to make one.`,
  });
}
