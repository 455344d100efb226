import { MastraError } from '../error/index.ts';
import type { StepResult } from './step-result.ts';

/**
 * Where a suspended run stands. Plain data, as far as the outputs of its steps are: it can be stored as JSON, and the run
 * be resumed from it in another process.
 */
export interface WorkflowSnapshot {
  readonly version: 1;
  readonly workflowId: string;
  readonly runId: string;
  /** Of the span of the run that was suspended; empty where nothing observes. */
  readonly traceId: string;
  readonly spanId: string;
  /** When the run was suspended, as ISO text. */
  readonly suspendedAt: string;
  /** Position in the workflow of the entry that is not finished, and what it was given. */
  readonly entry: number;
  readonly inputData: unknown;
  readonly initData: unknown;
  /** What is finished within that entry, by step and iteration. */
  readonly completed: Readonly<Record<string, unknown>>;
  /** What became of the steps so far. */
  readonly steps: Readonly<Record<string, StepResult>>;
  /** The snapshots of workflows inside this one, by step id. */
  readonly nested: Readonly<Record<string, WorkflowSnapshot>>;
}

/** What `run.resume` is given. */
export interface ResumeOptions {
  /** The step that suspended; `'inner.approve'` for one inside a workflow that is a step. @default the one that is suspended */
  readonly step?: string;
  /** What the step gets as `resumeData`. */
  readonly resumeData?: unknown;
}

/** The part of a snapshot that a run goes on from, within one entry. */
export interface Resumption {
  readonly snapshot: WorkflowSnapshot;
  /** The step of this workflow that gets the data or holds the step that does. */
  readonly stepId: string;
  /** The step inside `stepId`, where that is a workflow. */
  readonly innerStep: string | undefined;
  readonly resumeData: unknown;
}

/** Suspended runs that a process remembers; the oldest are forgotten first, and their snapshots are with the caller. */
const MAX_REMEMBERED = 1000;
const remembered = new Map<string, WorkflowSnapshot>();

export function remember(snapshot: WorkflowSnapshot): void {
  const key = keyOf(snapshot.workflowId, snapshot.runId);
  remembered.delete(key);
  remembered.set(key, snapshot);
  if (remembered.size > MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
}

export function recall(workflowId: string, runId: string): WorkflowSnapshot | undefined {
  return remembered.get(keyOf(workflowId, runId));
}

export function forget(workflowId: string, runId: string): void {
  remembered.delete(keyOf(workflowId, runId));
}

/** @throws MastraError `WORKFLOW_RESUME_INVALID` where the step is not one that is suspended */
export function resumption(snapshot: WorkflowSnapshot, { step, resumeData }: ResumeOptions): Resumption {
  const suspended = Object.entries(snapshot.steps).flatMap(([id, { status }]) => (status === 'suspended' ? [id] : []));
  const stepId = step === undefined ? suspended[0] : suspended.find(id => step === id || step.startsWith(`${id}.`));
  if (stepId === undefined || (step === undefined && suspended.length > 1)) {
    throw new MastraError({
      code: 'WORKFLOW_RESUME_INVALID',
      domain: 'WORKFLOW',
      message: `The run ${snapshot.runId} of the workflow '${snapshot.workflowId}' cannot be resumed at ${step === undefined ? 'a step that is not named' : `'${step}'`}. Suspended: ${suspended.map(id => `'${id}'`).join(', ') || 'none'}. Name one of them: run.resume({ step, resumeData }).`,
      details: { workflowId: snapshot.workflowId, runId: snapshot.runId, suspended },
    });
  }
  const innerStep = step === undefined || step === stepId ? undefined : step.slice(stepId.length + 1);
  return { snapshot, stepId, innerStep, resumeData };
}

function keyOf(workflowId: string, runId: string): string {
  return JSON.stringify([workflowId, runId]);
}
