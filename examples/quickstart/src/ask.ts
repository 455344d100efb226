import type { Mastra } from '@mastra/core';
import type { createAskTheDocs } from './workflow.ts';

/** What became of a question. */
export type Asked =
  | {
      readonly traceId: string;
      readonly headline: string;
      readonly answer: string;
      readonly places: readonly string[];
    }
  | { readonly traceId: string; readonly error: string };

/** Runs the workflow on a question, as a part of a session. */
export async function ask(
  workflow: ReturnType<typeof createAskTheDocs>,
  question: string,
  sessionId: string,
): Promise<Asked> {
  const run = await workflow.createRun();
  const outcome = await run.start({
    inputData: { question },
    tracingOptions: { sessionId, userId: 'reader', tags: ['quickstart'], metadata: { question } },
  });
  const { traceId } = outcome;
  if (outcome.status === 'success') return { traceId, ...outcome.result };
  return { traceId, error: outcome.error instanceof Error ? outcome.error.message : outcome.status };
}

/** Keeps a reader's verdict with the trace of an answer that is long over. */
export async function giveFeedback(mastra: Mastra, asked: Asked): Promise<void> {
  const trace = await mastra.getTrace(asked.traceId);
  const helped = 'places' in asked && asked.places.length > 0;
  await trace?.addFeedback({
    feedbackType: 'thumbs',
    feedbackSource: 'reader',
    value: helped ? 'up' : 'down',
    comment: helped ? 'answered from the documents' : 'no answer',
  });
}
