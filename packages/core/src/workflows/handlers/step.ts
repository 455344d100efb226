import { parseOrThrow } from '../../error/parse.ts';
import { createObservabilityContext, tracingContextOf } from '../../observability/context-factory.ts';
import type { AnySpan } from '../../observability/types/index.ts';
import type { Execution } from '../execution.ts';
import { observe, statusOf } from '../observe.ts';
import type { Resumption } from '../snapshot.ts';
import { type ExecuteFunctionParams, NESTED_RESUME, type NestedResume, type Step, Suspension } from '../step.ts';

/** Runs one step under a span, in a `workflow_step` of its own. */
export async function executeStep(
  execution: Execution,
  parent: AnySpan,
  step: Step,
  inputData: unknown,
  iteration?: number,
): Promise<unknown> {
  const { abortSignal, steps, progress } = execution;
  const { completed } = progress;
  const key = progressKey(step.id, iteration);
  if (completed.has(key)) return completed.get(key);
  const span = parent.createChildSpan({
    type: 'workflow_step',
    name: `workflow step: '${step.id}'`,
    entityType: 'workflow_step',
    entityId: step.id,
    entityName: step.id,
    input: inputData,
    attributes: { stepId: step.id, ...(iteration !== undefined && { iteration }) },
  });
  try {
    const output = await observe(span, abortSignal, async () => {
      const subject = `The input of the step '${step.id}'`;
      const input = step.inputSchema
        ? parseOrThrow(step.inputSchema, inputData, {
            code: 'WORKFLOW_STEP_INPUT_INVALID',
            domain: 'WORKFLOW',
            subject,
          })
        : inputData;
      return step.execute(executeParams(execution, span, input, step.id));
    });
    steps.set(step.id, { status: 'success', output });
    completed.set(key, output);
    return output;
  } catch (error) {
    const status = statusOf(abortSignal, error);
    if (status === 'canceled') steps.set(step.id, { status });
    else if (Suspension.is(error)) {
      steps.set(step.id, { status: 'suspended', payload: error.payload });
      if (error.snapshot) execution.nested.set(step.id, error.snapshot);
    } else steps.set(step.id, { status: 'failed', error });
    throw error;
  }
}

/** Names a piece of work within an entry: a step, and which time where it runs more than once. */
export function progressKey(id: string, iteration?: number): string {
  return iteration === undefined ? id : `${id}#${iteration}`;
}

/** Makes what a step, a condition and a mapping get, inside their span. */
export function executeParams(
  execution: Execution,
  span: AnySpan,
  inputData: unknown,
  stepId: string,
): ExecuteFunctionParams {
  const { mastra, requestContext, abortSignal, workflowId, runId, steps, initData, resumption } = execution;
  const resumed = resumption?.stepId === stepId ? resumption : undefined;
  return {
    inputData,
    mastra,
    requestContext,
    abortSignal,
    workflowId,
    runId,
    getStepResult(step) {
      const result = steps.get(typeof step === 'string' ? step : step.id);
      return result?.status === 'success' ? result.output : undefined;
    },
    getInitData: () => initData,
    resumeData: resumed?.innerStep === undefined ? resumed?.resumeData : undefined,
    [NESTED_RESUME]: resumed && nestedResume(resumed),
    suspend(payload) {
      throw new Suspension(stepId, payload);
    },
    ...createObservabilityContext(tracingContextOf(span)),
  };
}

/** What a workflow that is a step needs to go on with its own suspended run. */
function nestedResume({ snapshot, stepId, innerStep, resumeData }: Resumption): NestedResume | undefined {
  const inner = snapshot.nested[stepId];
  return inner && { snapshot: inner, options: { ...(innerStep !== undefined && { step: innerStep }), resumeData } };
}
