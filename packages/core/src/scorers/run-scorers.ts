import { createConsoleLogger } from '../logger/index.ts';
import type { MastraApplication } from '../mastra/application.ts';
import { BackgroundWork } from '../mastra/background.ts';
import { runInSpan } from '../observability/ambient.ts';
import type { AnySpan, TracingOptions } from '../observability/types/index.ts';
import { closeSpan, endingOf } from '../telemetry/endings.ts';
import { startSpan } from '../telemetry/start-span.ts';
import { type AgentScorer, isJudged } from './sampling.ts';
import type { Scorer } from './scorer.ts';
import type { JudgedRun } from './types.ts';

/** A run that has ended, and what it was recorded with. */
export interface EndedRun extends JudgedRun {
  readonly mastra: MastraApplication | undefined;
  readonly span: AnySpan;
  readonly tracingOptions: TracingOptions | undefined;
}

/** For agents that belong to no application. */
const ownWork = new BackgroundWork(createConsoleLogger('warn'));

/**
 * Begins to judge a run that has ended. Answers at once: the scorers begin when the answer is on its way, and what
 * becomes of them does not concern the run. A run that nothing records is not judged: nobody would hear of it.
 */
export function runScorers(scorers: readonly AgentScorer[], run: EndedRun): void {
  if (run.traceId === '') return;
  for (const entry of scorers) {
    if (!isJudged(entry, run.traceId + run.spanId)) continue;
    const { scorer } = entry;
    const work = (signal: AbortSignal) => judge(scorer, run, signal);
    const what = `The scorer '${scorer.id}'`;
    if (run.mastra) run.mastra.__runInBackground(what, work);
    else ownWork.start(what, work);
  }
}

async function judge(scorer: Scorer, run: EndedRun, abortSignal: AbortSignal): Promise<void> {
  const { mastra, span: judged, requestContext } = run;
  const span = startSpan(mastra, {
    type: 'scorer_run',
    name: `scorer run: '${scorer.name}'`,
    entityType: 'scorer',
    entityId: scorer.id,
    entityName: scorer.name,
    parent: null,
    links: [{ traceId: run.traceId, spanId: run.spanId }],
    attributes: { scorerId: scorer.id, scorerVersion: scorer.version, judgedAgentId: run.agentId },
    metadata: judgedIds(run),
    tracingOptions: ownTracingOptions(run),
    requestContext,
  });
  try {
    const verdict = await runInSpan(span, () => scorer.judge(run, { span, mastra, abortSignal }));
    const { score, reason, metadata } = verdict;
    judged.addScore({
      scorerId: scorer.id,
      scorerVersion: scorer.version,
      score,
      reason,
      metadata,
      scoreTraceId: span.traceId === '' ? undefined : span.traceId,
    });
    span.end({ output: verdict });
  } catch (error) {
    closeSpan(span, endingOf(error, abortSignal));
    throw error;
  }
}

/**
 * Who the run worked for, but not which run, thread and session it was: else the scorer's trace would count as one more
 * turn of the conversation, and feedback on a thread would find the scorer instead of the answer.
 */
function ownTracingOptions({ span, tracingOptions }: EndedRun): TracingOptions {
  const { userId, organizationId, resourceId, environment, experimentId } = span.correlation;
  // What a judge is shown contains both the question and the answer.
  const isHidden = tracingOptions?.hideInput || tracingOptions?.hideOutput;
  return {
    ...{ userId, organizationId, resourceId, environment, experimentId },
    ...(isHidden && { hideInput: true, hideOutput: true }),
  };
}

/** Where the trace of a scorer can be found by. */
function judgedIds({ span, traceId, spanId }: EndedRun): Readonly<Record<string, unknown>> {
  const { runId, sessionId, threadId } = span.correlation;
  const ids = { judgedTraceId: traceId, judgedSpanId: spanId, judgedRunId: runId, judgedSessionId: sessionId };
  return Object.fromEntries(
    Object.entries({ ...ids, judgedThreadId: threadId }).filter(([, value]) => value !== undefined),
  );
}
