import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { MastraError } from '../error/index.ts';
import { parseOrThrow } from '../error/parse.ts';
import type { MastraApplication } from '../mastra/application.ts';
import { getAmbientSpan } from '../observability/ambient.ts';
import type { AnySpan, SpanLink } from '../observability/types/index.ts';
import { RequestContext } from '../request-context/index.ts';
import { settledOf } from '../telemetry/settled.ts';
import { startSpan } from '../telemetry/start-span.ts';
import { executeFlow } from './execute-flow.ts';
import type { Progress } from './execution.ts';
import type { FlowEntry } from './flow.ts';
import { observe, statusOf } from './observe.ts';
import type {
  CreateRunOptions,
  WorkflowResult,
  WorkflowResumeOptions,
  WorkflowRunHandle,
  WorkflowRunOptions,
} from './result.ts';
import { forget, type Resumption, recall, remember, resumption, type WorkflowSnapshot } from './snapshot.ts';
import type { StepResult } from './step-result.ts';

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
  #snapshot: WorkflowSnapshot | undefined;
  #started = false;

  constructor(workflow: WorkflowDefinition, { runId, snapshot }: CreateRunOptions = {}) {
    if (snapshot && (snapshot.version !== 1 || snapshot.workflowId !== workflow.id)) {
      throw new MastraError({
        code: 'WORKFLOW_RESUME_INVALID',
        domain: 'WORKFLOW',
        message: `createRun({ snapshot }) of the workflow '${workflow.id}' was given a snapshot of '${snapshot.workflowId}' in version ${snapshot.version}. Give it the snapshot of a result of '${workflow.id}' (version 1).`,
      });
    }
    this.#workflow = workflow;
    this.#snapshot = snapshot;
    this.#idGiven = runId !== undefined || snapshot !== undefined;
    this.runId = runId ?? snapshot?.runId ?? randomUUID();
  }

  /**
   * Runs the workflow. A step that fails makes the status `failed`; it does not make `start` reject.
   *
   * @throws `MastraError` `WORKFLOW_RUN_STARTED`
   */
  async start(options: WorkflowRunOptions<TInput> = {}): Promise<WorkflowResult<TOutput>> {
    return this.#execute(options, options.inputData, undefined);
  }

  async resume({ step, resumeData, ...options }: WorkflowResumeOptions = {}): Promise<WorkflowResult<TOutput>> {
    const { id } = this.#workflow;
    const snapshot = this.#snapshot ?? recall(id, this.runId);
    if (!snapshot) throw notSuspended(id, this.runId);
    const at = resumption(snapshot, { ...(step !== undefined && { step }), resumeData });
    forget(id, this.runId);
    // A run that is suspended once more is resumed by the same object.
    this.#started = false;
    this.#snapshot = undefined;
    return this.#execute(options, snapshot.inputData, at);
  }

  async #execute(
    options: WorkflowRunOptions,
    inputData: unknown,
    at: Resumption | undefined,
  ): Promise<WorkflowResult<TOutput>> {
    const { id, inputSchema, flow, mastra } = this.#workflow;
    if (this.#started) throw alreadyStarted(id, this.runId);
    this.#started = true;

    const requestContext = options.requestContext ?? new RequestContext();
    const abortSignal = options.abortSignal
      ? AbortSignal.any([options.abortSignal, this.#abort.signal])
      : this.#abort.signal;
    const steps = new Map<string, StepResult>(at && Object.entries(at.snapshot.steps));
    const span = startSpan(mastra, {
      type: 'workflow_run',
      name: `workflow run: '${id}'`,
      entityType: 'workflow_run',
      entityId: id,
      entityName: id,
      input: at ? at.resumeData : inputData,
      attributes: { stepCount: flow.length, ...(at && { resumedStep: at.stepId }) },
      ...(at && { links: linksOf(at) }),
      tracingOptions: this.#tracingOptions(options, at),
      requestContext,
    });
    span.account?.onAbort(reason => this.#abort.abort(reason));
    if (at) recordWait(span, at);
    const { traceId, id: spanId } = span;
    const settled = settledOf(span, id);
    const outcome = () => ({ traceId, spanId, runId: this.runId, settled, steps: Object.fromEntries(steps) });
    const progress: Progress = { entry: 0, inputData: undefined, completed: new Map() };
    const nested = new Map<string, WorkflowSnapshot>();
    let initData: unknown = at?.snapshot.initData;
    try {
      const result = await observe(span, abortSignal, async () => {
        const subject = `The input of the workflow '${id}'`;
        if (!at) {
          initData = inputSchema
            ? parseOrThrow(inputSchema, inputData, { code: 'WORKFLOW_INPUT_INVALID', domain: 'WORKFLOW', subject })
            : inputData;
        }
        const execution = { workflowId: id, runId: this.runId, mastra, requestContext, abortSignal, initData, steps };
        return executeFlow({ ...execution, progress, nested, resumption: at }, span, flow, initData);
      });
      return { ...outcome(), status: 'success', result: result as TOutput };
    } catch (error) {
      const status = statusOf(abortSignal, error);
      if (status !== 'suspended') return { ...outcome(), status, error };
      const snapshot: WorkflowSnapshot = {
        ...{ version: 1, workflowId: id, runId: this.runId, traceId, spanId },
        suspendedAt: new Date().toISOString(),
        ...{ entry: progress.entry, inputData: progress.inputData, initData },
        completed: Object.fromEntries(progress.completed),
        steps: Object.fromEntries(steps),
        nested: Object.fromEntries(nested),
      };
      remember(snapshot);
      return { ...outcome(), status, snapshot };
    }
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** A run inside a run shares its id, unless it is given one of its own. A resumed one goes on in its own trace. */
  #tracingOptions(
    { tracingOptions }: WorkflowRunOptions,
    at: Resumption | undefined,
  ): WorkflowRunOptions['tracingOptions'] {
    const ambient = getAmbientSpan();
    if (at && !ambient && at.snapshot.traceId !== '') {
      const { traceId, spanId: parentSpanId } = at.snapshot;
      return { runId: this.runId, traceId, parentSpanId, ...tracingOptions };
    }
    return this.#idGiven || !ambient ? { runId: this.runId, ...tracingOptions } : tracingOptions;
  }
}

function linksOf({ snapshot: { traceId, spanId } }: Resumption): readonly SpanLink[] {
  return traceId === '' ? [] : [{ traceId, spanId }];
}

/** The time that the run waited for somebody, apart from the work. */
function recordWait(span: AnySpan, { snapshot, stepId }: Resumption): void {
  span.createEventSpan({
    type: 'workflow_wait_event',
    name: `waited: '${stepId}'`,
    attributes: {
      stepId,
      suspendedAt: snapshot.suspendedAt,
      durationMs: Math.max(0, Date.now() - Date.parse(snapshot.suspendedAt)),
    },
  });
}

function notSuspended(workflowId: string, runId: string): MastraError {
  return new MastraError({
    code: 'WORKFLOW_RESUME_INVALID',
    domain: 'WORKFLOW',
    message: `The run ${runId} of the workflow '${workflowId}' is not known as suspended in this process. Make it with the snapshot of its result: createRun({ snapshot }).`,
    details: { workflowId, runId },
  });
}

function alreadyStarted(workflowId: string, runId: string): MastraError {
  return new MastraError({
    code: 'WORKFLOW_RUN_STARTED',
    domain: 'WORKFLOW',
    message: `The run ${runId} of the workflow '${workflowId}' was started before. Make another with createRun().`,
    details: { workflowId, runId },
  });
}
