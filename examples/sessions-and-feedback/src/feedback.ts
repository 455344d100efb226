import type { Mastra } from '@mastra/core';
import type { Customer, Turn } from './conversation.ts';

/**
 * What a customer says of a conversation when it is over. A chat window knows its thread, not the trace: the feedback
 * finds the latest turn of it by itself.
 */
export async function leaveFeedback(mastra: Mastra, customer: Customer, sessionId: string): Promise<void> {
  const feedback = {
    threadId: `${sessionId}-chat`,
    feedbackId: `${sessionId}-verdict`,
    feedbackType: 'thumbs',
    feedbackSource: 'customer',
    value: customer.verdict,
    comment: customer.comment,
    feedbackUserId: customer.userId,
  };
  await mastra.observability.addFeedback(feedback);
  // An impatient customer presses the button twice. The id makes it one feedback all the same.
  await mastra.observability.addFeedback(feedback);
}

/** A colleague who reads the answers later, and knows the trace of each. */
export async function review(mastra: Mastra, turn: Turn): Promise<void> {
  const trace = await mastra.getTrace(turn.traceId);
  const failed = trace?.spans.some(span => span.status === 'error') ?? false;
  await trace?.addFeedback({
    feedbackType: 'review',
    feedbackSource: 'colleague',
    value: failed ? 2 : 5,
    comment: failed ? 'something went wrong on the way' : undefined,
  });
}
