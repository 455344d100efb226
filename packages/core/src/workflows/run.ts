import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { MastraError } from '../error/index.ts';
import { parseOrThrow } from '../error/parse.ts';
import type { MastraApplication } from '../mastra/application.ts';
import { getAmbientSpan } from '../observability/ambient.ts';
import { RequestContext } from '../request-context/index.ts';
import { settledOf } from '../telemetry/settled.ts';
import { startSpan } from '../telemetry/start-span.ts';
import { executeFlow } from './execute-flow.ts';
import type { FlowEntry } from './flow.ts';
import { observe, statusOf } from './observe.ts';
import type { StepResult, WorkflowResult, WorkflowRunHandle, WorkflowRunOptions } from './result.ts';

/** What a run needs of its workflow. */
export interface WorkflowDefinition {
  readonly id: string;
  readonly inputSchema: z.ZodType | undefined;
  readonly flow: readonly FlowEntry[];
  readonly mastra: MastraApplication | undefined;
}

/** One run of a workflow. Made by `workflow.createRun()`. */
export class Run<TInput = unknown, TOutput = unknown> implements WorkflowRunHandle<TInput, TOutput> {
  readonly runId: string;
  readonly #workflow: WorkflowDefinition;
  readonly #abort = new AbortController();
  /** Whether the id was asked for, or only made. */
  readonly #idGiven: boolean;
  #started = false;

  constructor(workflow: WorkflowDefinition, runId: string | undefined) {
    this.#workflow = workflow;
    this.#idGiven = runId !== undefined;
    this.runId = runId ?? randomUUID();
  }

  /**
   * Runs the workflow. A step that fails makes the status `failed`; it does not make `start` reject.
   *
   * @throws `MastraError` `WORKFLOW_RUN_STARTED`
   */
  async start(options: WorkflowRunOptions<TInput> = {}): Promise<WorkflowResult<TOutput>> {
    const { id, inputSchema, flow, mastra } = this.#workflow;
    if (this.#started) throw alreadyStarted(id, this.runId);
    this.#started = true;

    const requestContext = options.requestContext ?? new RequestContext();
    const abortSignal = options.abortSignal
      ? AbortSignal.any([options.abortSignal, this.#abort.signal])
      : this.#abort.signal;
    const steps = new Map<string, StepResult>();
    const span = startSpan(mastra, {
      type: 'workflow_run',
      name: `workflow run: '${id}'`,
      entityType: 'workflow_run',
      entityId: id,
      entityName: id,
      input: options.inputData,
      attributes: { stepCount: flow.length },
      tracingOptions: this.#tracingOptions(options),
      requestContext,
    });
    const { traceId, id: spanId } = span;
    span.account?.onAbort(reason => this.#abort.abort(reason));
    const settled = settledOf(span, id);
    const outcome = () => ({ traceId, spanId, runId: this.runId, settled, steps: Object.fromEntries(steps) });
    try {
      const result = await observe(span, abortSignal, async () => {
        const subject = `The input of the workflow '${id}'`;
        const initData = inputSchema
          ? parseOrThrow(inputSchema, options.inputData, {
              code: 'WORKFLOW_INPUT_INVALID',
              domain: 'WORKFLOW',
              subject,
            })
          : options.inputData;
        const execution = { workflowId: id, runId: this.runId, mastra, requestContext, abortSignal, initData, steps };
        return executeFlow(execution, span, flow, initData);
      });
      return { ...outcome(), status: 'success', result: result as TOutput };
    } catch (error) {
      const status = statusOf(abortSignal, error);
      return status === 'suspended' ? { ...outcome(), status } : { ...outcome(), status, error };
    }
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** A run inside a run shares its id, unless it is given one of its own. */
  #tracingOptions({ tracingOptions }: WorkflowRunOptions): WorkflowRunOptions['tracingOptions'] {
    const own = this.#idGiven || !getAmbientSpan();
    return own ? { runId: this.runId, ...tracingOptions } : tracingOptions;
  }
}

function alreadyStarted(workflowId: string, runId: string): MastraError {
  return new MastraError({
    code: 'WORKFLOW_RUN_STARTED',
    domain: 'WORKFLOW',
    message: `The run ${runId} of the workflow '${workflowId}' was started before. Make another with createRun().`,
    details: { workflowId, runId },
  });
}
