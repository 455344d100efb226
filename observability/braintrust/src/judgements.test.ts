import {
  begin,
  end,
  feedbackEvent as feedback,
  scoreEvent as score,
  spanOf,
  TRACE,
} from '@mastra/exporter-conformance';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeBraintrust } from './testing/fake-braintrust.ts';
import { open } from './testing/open.ts';

let braintrust: FakeBraintrust;

beforeEach(async () => {
  braintrust = await FakeBraintrust.start();
});
afterEach(() => braintrust.stop());

const root = spanOf('00000000000000a1');
const child = spanOf('00000000000000b2', { parentSpanId: root.id });
const CHILD_ROW = `${TRACE}-${child.id}`;

describe('scores in Braintrust', () => {
  test('are spans of scorers below what they judge', async () => {
    const exporter = open(braintrust);
    end(exporter, root, child);
    exporter.onScoreEvent(
      score({ spanId: child.id, reason: 'on topic', scorerVersion: '2', metadata: { judge: 'gpt-5' } }),
    );
    await exporter.flush();
    expect(braintrust.rows.get('score:score-1')).toMatchObject({
      root_span_id: TRACE,
      span_parents: [child.id],
      span_attributes: { name: 'relevance', type: 'score', purpose: 'scorer' },
      scores: { relevance: 0.75 },
      output: { score: 0.75, reason: 'on topic' },
      metadata: { scorer_id: 'relevance', scorer_version: '2', judge: 'gpt-5', score: 0.75 },
    });
  });

  test.each([-1, 1.5, 80])('of %d, which Braintrust would refuse, are kept as output and metadata', async value => {
    const exporter = open(braintrust);
    exporter.onScoreEvent(score({ score: value }));
    expect(await exporter.flush()).toEqual({ delivered: 1, failed: 0, pending: 0 });
    const row = braintrust.rows.get('score:score-1')!;
    expect(row.scores).toBeUndefined();
    expect(row).toMatchObject({ output: { score: value }, metadata: { score: value } });
  });

  test('of a trace hang below its root, also before the root has arrived', async () => {
    const exporter = open(braintrust);
    begin(exporter, root);
    exporter.onScoreEvent(score());
    await exporter.flush();
    expect(braintrust.rows.get('score:score-1')!.span_parents).toEqual([root.id]);
  });

  test('sent twice are one row', async () => {
    const exporter = open(braintrust);
    exporter.onScoreEvent(score());
    exporter.onScoreEvent(score());
    await exporter.flush();
    expect(braintrust.written).toHaveLength(2);
    expect(braintrust.rows.size).toBe(1);
  });

  test('without a trace stand alone', async () => {
    const exporter = open(braintrust);
    exporter.onScoreEvent(score({ traceId: undefined, correlationContext: { runId: 'run-1' } }));
    await exporter.flush();
    const row = braintrust.rows.get('score:score-1')!;
    expect(row.root_span_id).toBe(row.span_id);
    expect(row.metadata).toMatchObject({ run_id: 'run-1' });
  });
});

describe('feedback in Braintrust', () => {
  test.each([
    [{ value: 'up' }, { scores: { thumbs: 1 } }],
    [{ value: 'down' }, { scores: { thumbs: 0 } }],
    [{ feedbackType: 'rating', value: 0.5 }, { scores: { rating: 0.5 } }],
    [{ feedbackType: 'correction', value: '22 °C' }, { expected: '22 °C' }],
  ])('of %j becomes part of the row', async (more, expected) => {
    const exporter = open(braintrust);
    end(exporter, root, child);
    exporter.onFeedbackEvent(feedback({ spanId: child.id, feedbackUserId: 'u-1', ...more }));
    await exporter.flush();
    expect(braintrust.rows.get(CHILD_ROW)).toMatchObject({
      ...expected,
      _audit_source: 'external',
      _audit_metadata: { feedback_source: 'user', user_id: 'u-1', feedback_id: 'feedback-1', value: more.value },
      span_attributes: { name: child.name },
    });
    expect(braintrust.comments).toEqual([]);
  });

  test.each([
    [{ feedbackType: 'comment', value: 'too long' }, 'too long'],
    [{ feedbackType: 'rating', value: 4 }, 'rating: 4'],
    [{ feedbackType: 'rating', value: 4, comment: 'nearly' }, 'rating: 4\n\nnearly'],
    [{ feedbackType: 'reason', value: 'wrong city' }, 'reason: wrong city'],
    [{ value: 'up', comment: 'nice' }, 'nice'],
  ])('of %j becomes a comment on it', async (more, text) => {
    const exporter = open(braintrust);
    end(exporter, root);
    exporter.onFeedbackEvent(feedback(more));
    await exporter.flush();
    expect(braintrust.comments).toMatchObject([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        origin: { id: TRACE },
        comment: { text },
        _audit_metadata: { value: more.value },
      },
    ]);
  });

  test('that comes before its span leaves the span where it belongs', async () => {
    const exporter = open(braintrust);
    begin(exporter, root);
    begin(exporter, child);
    exporter.onFeedbackEvent(feedback({ spanId: child.id }));
    // Only the feedback has gone out: the spans are still held for their end.
    while (!braintrust.rows.has(CHILD_ROW)) await new Promise(resolve => setImmediate(resolve));
    end(exporter, child, root);
    await exporter.flush();
    expect(braintrust.rows.get(CHILD_ROW)).toMatchObject({
      span_id: child.id,
      root_span_id: TRACE,
      span_parents: [root.id],
      created: child.startTime.toISOString(),
      span_attributes: { name: child.name },
      scores: { thumbs: 1 },
    });
  });

  test('of another process finds the trace by its id, and a span by its ids', async () => {
    const first = open(braintrust);
    end(first, root, child);
    await first.flush();
    const second = open(braintrust);
    second.onFeedbackEvent(feedback());
    second.onFeedbackEvent(feedback({ feedbackId: 'feedback-2', spanId: child.id, value: 'down' }));
    await second.flush();
    expect(braintrust.rows.size).toBe(2);
    expect(braintrust.rows.get(TRACE)).toMatchObject({ span_id: root.id, scores: { thumbs: 1 } });
    expect(braintrust.rows.get(CHILD_ROW)).toMatchObject({ span_parents: [root.id], scores: { thumbs: 0 } });
  });

  test('on a span that is filtered out goes to the one above it', async () => {
    const exporter = open(braintrust, { spanFilter: span => span.id !== child.id });
    begin(exporter, root);
    begin(exporter, child);
    end(exporter, child, root);
    exporter.onFeedbackEvent(feedback({ spanId: child.id }));
    await exporter.flush();
    expect([...braintrust.rows.keys()]).toEqual([TRACE]);
    expect(braintrust.rows.get(TRACE)!.scores).toEqual({ thumbs: 1 });
  });

  test('about no trace stands alone', async () => {
    const exporter = open(braintrust);
    exporter.onFeedbackEvent(feedback({ traceId: undefined, comment: 'fine', messageId: 'm-1' }));
    await exporter.flush();
    expect(braintrust.rows.get('feedback:feedback-1')).toMatchObject({
      span_attributes: { name: 'thumbs', type: 'review' },
      scores: { thumbs: 1 },
      _audit_metadata: { message_id: 'm-1' },
    });
    expect(braintrust.comments).toMatchObject([{ origin: { id: 'feedback:feedback-1' }, comment: { text: 'fine' } }]);
  });

  test('keeps the words that Braintrust has for a source', async () => {
    const exporter = open(braintrust);
    exporter.onFeedbackEvent(feedback({ feedbackSource: 'api' }));
    await exporter.flush();
    expect(braintrust.rows.get(TRACE)!._audit_source).toBe('api');
  });
});
