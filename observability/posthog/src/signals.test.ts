import { metricEvent, TRACE_ID } from '@mastra/exporter-conformance';
import { expect, test } from 'vitest';
import { benchOfTest } from './testing/bench.ts';

const bench = benchOfTest();

test('a score is a metric of its trace', async () => {
  const sut = await bench.current.open();
  sut.onScoreEvent({
    type: 'score',
    score: {
      scoreId: 's1',
      timestamp: new Date('2026-03-01T12:00:01Z'),
      scorerId: 'relevance',
      scorerVersion: '2',
      score: 0.75,
      reason: 'so so',
      traceId: TRACE_ID,
      spanId: '00000000000000b2',
      metadata: { judge: 'gpt-5' },
      correlationContext: { userId: 'user-1', sessionId: 'session-1' },
    },
  });
  await sut.flush();
  expect(bench.current.only('$ai_metric')).toMatchObject({
    distinct_id: 'user-1',
    timestamp: '2026-03-01T12:00:01.000Z',
    properties: {
      $ai_metric_name: 'relevance',
      $ai_metric_value: '0.75',
      $ai_trace_id: TRACE_ID,
      $ai_parent_id: '00000000000000b2',
      $ai_session_id: 'session-1',
      score: 0.75,
      score_id: 's1',
      scorer_version: '2',
      reason: 'so so',
      judge: 'gpt-5',
    },
  });
});

test('a value of a feedback is a metric, and its words are feedback', async () => {
  const sut = await bench.current.open();
  const given = { feedbackSource: 'user', timestamp: new Date(1e12), traceId: TRACE_ID, feedbackUserId: 'user-9' };
  const feedback = { ...given, feedbackId: 'f1', feedbackType: 'thumbs', value: 'down', comment: 'too long' };
  sut.onFeedbackEvent({ type: 'feedback', feedback });
  sut.onFeedbackEvent({ type: 'feedback', feedback: { ...given, feedbackId: 'f2', feedbackType: 'rating', value: 4 } });
  sut.onFeedbackEvent({
    type: 'feedback',
    feedback: { ...given, feedbackId: 'f3', feedbackType: 'comment', value: 'thank you' },
  });
  await sut.flush();
  expect(
    bench.current.posthog
      .of('$ai_metric')
      .map(({ properties }) => [properties.$ai_metric_name, properties.$ai_metric_value]),
  ).toEqual([
    ['thumbs', 'down'],
    ['rating', '4'],
  ]);
  expect(bench.current.posthog.of('$ai_feedback').map(({ properties }) => properties.$ai_feedback_text)).toEqual([
    'too long',
    'thank you',
  ]);
  expect(new Set(bench.current.posthog.events.map(one => one.uuid)).size).toBe(4);
  expect(bench.current.posthog.events.every(one => one.distinct_id === 'user-9')).toBe(true);
});

test('a log is found by its trace and by its person', async () => {
  const sut = await bench.current.open();
  sut.onLogEvent?.({
    type: 'log',
    log: {
      logId: 'l1',
      level: 'warn',
      message: 'slow',
      timestamp: new Date(1_772_366_400_123),
      traceId: TRACE_ID,
      spanId: '00000000000000b2',
      data: { city: 'Oslo' },
      correlationContext: { userId: 'user-1' },
    },
  });
  await sut.flush();
  expect(bench.current.posthog.logs).toMatchObject([
    {
      body: { stringValue: 'slow' },
      severityNumber: 13,
      severityText: 'WARN',
      timeUnixNano: '1772366400123000000',
      traceId: TRACE_ID,
      spanId: '00000000000000b2',
      attributes: expect.arrayContaining([
        { key: 'posthogDistinctId', value: { stringValue: 'user-1' } },
        { key: 'log.record.uid', value: { stringValue: 'l1' } },
        { key: 'city', value: { stringValue: 'Oslo' } },
      ]),
    },
  ]);
});

test('logs that PostHog refuses in part are mentioned once', async () => {
  const sut = await bench.current.open();
  bench.current.posthog.partialSuccess = { rejectedLogRecords: '1', errorMessage: 'too old' };
  for (const logId of ['a', 'b']) {
    sut.onLogEvent?.({ type: 'log', log: { logId, level: 'info', message: logId, timestamp: new Date(1e12) } });
    await sut.flush();
  }
  expect(bench.current.warnings).toEqual([expect.stringContaining('too old')]);
});

test('metrics, where they are asked for, are points that add up', async () => {
  const sut = await bench.current.open({ metrics: true });
  const measure = (...args: Parameters<typeof metricEvent>) => sut.onMetricEvent?.(metricEvent(...args));
  measure('lookups', 'counter', 2, 1);
  measure('lookups', 'counter', 3, 2);
  measure('queue_depth', 'gauge', 5, 4);
  measure('queue_depth', 'gauge', -1, 5);
  for (const [index, value] of [10, 11, 1000].entries()) measure('took_ms', 'histogram', value, index);
  await sut.flush();
  const byName = Object.fromEntries(bench.current.posthog.metrics.map(metric => [metric.name, metric]));
  expect(byName.lookups?.sum?.dataPoints).toMatchObject([
    { asDouble: 5, startTimeUnixNano: '1772366400001000000', timeUnixNano: '1772366400002000000' },
  ]);
  expect(byName.queue_depth?.gauge?.dataPoints).toMatchObject([{ asDouble: -1 }]);
  expect(byName.took_ms?.histogram?.dataPoints).toMatchObject([
    { count: '3', sum: 1021, bucketCounts: ['1', '1', '1'], explicitBounds: [10, 100], min: 10, max: 1000 },
  ]);
});
