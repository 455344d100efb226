import {
  at,
  begin,
  end,
  feedbackEvent as feedback,
  scoreEvent as score,
  spanOf,
  TRACE,
} from '@mastra/exporter-conformance';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runId } from './run-ids.ts';
import { FakeLangSmith } from './testing/fake-langsmith.ts';
import { open } from './testing/open.ts';

let langsmith: FakeLangSmith;

beforeEach(async () => {
  langsmith = await FakeLangSmith.start();
});
afterEach(() => langsmith.stop());

const root = spanOf('00000000000000a1');
const child = spanOf('00000000000000b2', { parentSpanId: root.id });

const only = () => {
  expect(langsmith.feedback.size).toBe(1);
  return [...langsmith.feedback.values()][0]!;
};

describe('scores in LangSmith', () => {
  test('are feedback of a model on the run that they judge', async () => {
    const exporter = open(langsmith);
    exporter.onScoreEvent(
      score({
        spanId: child.id,
        score: 80.123456,
        reason: 'on topic',
        scorerVersion: '2',
        scoreTraceId: 'a'.repeat(32),
        metadata: { judge: 'gpt-5' },
        correlationContext: { userId: 'u-1' },
      }),
    );
    await exporter.flush();
    expect(only()).toMatchObject({
      run_id: runId(TRACE, child.id),
      trace_id: runId(TRACE),
      key: 'relevance',
      score: 80.1235,
      comment: 'on topic',
      created_at: at(50).toISOString(),
      feedback_source: {
        type: 'model',
        metadata: {
          scorer_version: '2',
          judge: 'gpt-5',
          user_id: 'u-1',
          __run: { run_id: runId('a'.repeat(32)) },
        },
      },
    });
  });

  test('sent twice are one feedback', async () => {
    const exporter = open(langsmith);
    exporter.onScoreEvent(score());
    exporter.onScoreEvent(score({ timestamp: at(70) }));
    expect(await exporter.flush()).toEqual({ delivered: 2, failed: 0, pending: 0 });
    expect(only().run_id).toBe(runId(TRACE));
  });

  test('about no trace are put aside, with the reason, and hold nothing up', async () => {
    const exporter = open(langsmith);
    exporter.onScoreEvent(score({ scoreId: 'lost', traceId: undefined }));
    exporter.onScoreEvent(score());
    await exporter.flush();
    expect(only().key).toBe('relevance');
    expect(exporter.health().signals.score).toMatchObject({ delivered: 1, quarantined: 1, queued: 0 });
    expect(exporter.quarantined()[0]!.reason).toContain('Give it a traceId');
  });
});

test('what can never be kept does not wait for company', async () => {
  const exporter = open(langsmith);
  exporter.onFeedbackEvent(feedback({ traceId: undefined }));
  await exporter.flush();
  expect(exporter.health().signals.feedback).toMatchObject({ quarantined: 1, queued: 0 });
});

describe('feedback in LangSmith', () => {
  test.each([
    [{ value: 'up' }, { key: 'thumbs', score: 1, value: 'up' }],
    [{ value: 'down' }, { key: 'thumbs', score: 0, value: 'down' }],
    [
      { feedbackType: 'rating', value: 4, comment: 'nearly' },
      { key: 'rating', score: 4, comment: 'nearly' },
    ],
    [
      { feedbackType: 'category', value: 'billing' },
      { key: 'category', value: 'billing' },
    ],
    [
      { feedbackType: 'comment', value: 'too long' },
      { key: 'comment', comment: 'too long' },
    ],
    [
      { feedbackType: 'correction', value: '22 °C' },
      { key: 'correction', correction: { output: '22 °C' } },
    ],
  ])('of %j', async (more, expected) => {
    const exporter = open(langsmith);
    exporter.onFeedbackEvent(feedback({ feedbackUserId: 'u-9', messageId: 'm-1', ...more }));
    await exporter.flush();
    expect(only()).toMatchObject({
      ...expected,
      run_id: runId(TRACE),
      feedback_source: {
        type: 'api',
        metadata: { feedback_source: 'user', user_id: 'u-9', message_id: 'm-1' },
      },
    });
  });

  test('on a root span is on the run that the trace is found by', async () => {
    const exporter = open(langsmith);
    begin(exporter, root);
    exporter.onFeedbackEvent(feedback({ spanId: root.id }));
    end(exporter, root);
    await exporter.flush();
    expect(only().run_id).toBe([...langsmith.runs.keys()][0]);
  });

  test('of another process finds the trace by its id, and a span by its ids', async () => {
    const first = open(langsmith);
    end(first, root, child);
    await first.flush();
    const second = open(langsmith);
    second.onFeedbackEvent(feedback());
    second.onFeedbackEvent(feedback({ feedbackId: 'feedback-2', spanId: child.id }));
    await second.flush();
    const targets = [...langsmith.feedback.values()].map(({ run_id, trace_id }) => [run_id, trace_id]);
    const [rootRun, childRun] = [...langsmith.runs.keys()];
    expect(targets).toEqual([
      [rootRun, rootRun],
      [childRun, rootRun],
    ]);
  });

  test('on a span that is filtered out goes to the run above it, and on a trace to what is left of it', async () => {
    const exporter = open(langsmith, { spanFilter: span => span.id !== child.id });
    begin(exporter, root);
    begin(exporter, child);
    exporter.onFeedbackEvent(feedback({ spanId: child.id }));
    await exporter.flush();
    expect(only().run_id).toBe(runId(TRACE));

    const rootless = open(langsmith, { spanFilter: span => span.id !== root.id });
    begin(rootless, root);
    begin(rootless, child);
    rootless.onFeedbackEvent(feedback({ feedbackId: 'feedback-2' }));
    await rootless.flush();
    expect([...langsmith.feedback.values()][1]).toMatchObject({
      run_id: runId(TRACE, child.id),
      trace_id: runId(TRACE, child.id),
    });
  });
});
