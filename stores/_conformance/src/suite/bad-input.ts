import type { ObservabilityStorage } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { at, feedback, log, metric, runningSpan, score, span, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

/** Wrong records and arguments are refused whole, with an error that says where and why. */
export function describeBadInput(handle: StoreHandle): void {
  describe('bad input', () => {
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');
    useData(handle, () => Promise.resolve());
    describeRecords(handle);
    describeArgs(handle);
  });
}

const circular: Record<string, unknown> = {};
circular.self = circular;

const throwing = {
  get filters() {
    throw new RangeError('not this one');
  },
};

/** Deeper than a stack. */
function deep(): Record<string, unknown> {
  let value: Record<string, unknown> = {};
  for (let i = 0; i < 100_000; i++) value = { value };
  return value;
}

type Write = (storage: ObservabilityStorage, bad: never) => Promise<void>;

const writes: Readonly<Record<string, Write>> = {
  span: (storage, bad: object) =>
    storage.batchCreateSpans({ records: [span(), { ...span({ traceId: 'bad' }), ...bad }] }),
  log: (storage, bad: object) =>
    storage.batchCreateLogs({ logs: [log({ logId: 'good' }), log({ logId: 'bad', ...bad })] }),
  metric: (storage, bad: object) =>
    storage.batchCreateMetrics({ metrics: [metric({ metricId: 'good' }), metric({ metricId: 'bad', ...bad })] }),
  score: (storage, bad: object) =>
    storage.batchCreateScores({ scores: [score({ scoreId: 'good' }), score({ scoreId: 'bad', ...bad })] }),
  feedback: (storage, bad: object) =>
    storage.batchCreateFeedback({
      feedbacks: [feedback({ feedbackId: 'good' }), feedback({ feedbackId: 'bad', ...bad })],
    }),
};

function describeRecords(handle: StoreHandle): void {
  test.each<[kind: string, field: string, value: unknown]>([
    ['span', 'traceId', ''],
    ['span', 'traceId', undefined],
    ['span', 'spanId', 7],
    ['span', 'name', null],
    ['span', 'spanType', 'nonsense'],
    ['span', 'startedAt', new Date(Number.NaN)],
    ['span', 'startedAt', '2026-01-01'],
    ['span', 'startedAt', new Date(-1)],
    ['span', 'endedAt', new Date(8e15)],
    ['span', 'input', circular],
    ['span', 'output', 10n],
    ['span', 'attributes', 'text'],
    ['span', 'metadata', [1]],
    ['span', 'tags', 'a'],
    ['span', 'tags', ['a', 1]],
    ['span', 'entityType', 'nobody'],
    ['span', 'userId', 7],
    ['span', 'endReason', 'bored'],
    ['log', 'logId', ''],
    ['log', 'level', 'loud'],
    ['log', 'message', 42],
    ['log', 'timestamp', 0],
    ['log', 'data', circular],
    ['metric', 'value', Number.NaN],
    ['metric', 'value', Number.POSITIVE_INFINITY],
    ['metric', 'value', '1'],
    ['metric', 'name', ''],
    ['metric', 'metricType', 'sum'],
    ['metric', 'labels', null],
    ['metric', 'labels', { a: 1 }],
    ['score', 'score', Number.NEGATIVE_INFINITY],
    ['score', 'scorerId', ''],
    ['feedback', 'value', Number.NaN],
    ['feedback', 'value', true],
    ['feedback', 'feedbackType', ''],
  ])('a %s whose %s is %s', async (kind, field, value) => {
    const write = writes[kind]!(handle.storage, { [field]: value } as never);
    await expect(write).rejects.toMatchObject({
      name: 'MastraError',
      code: 'OBSERVABILITY_STORAGE_RECORD_INVALID',
      message: expect.stringContaining(field),
      details: { failure: 'bad_row', index: 1, field },
    });
    const { rows } = await handle.storage.storageStats();
    expect(rows).toEqual({ tracing: 0, log: 0, metric: 0, score: 0, feedback: 0 });
  });

  test('a list that is none, and a record that is none', async () => {
    const refused = { code: 'OBSERVABILITY_STORAGE_RECORD_INVALID' };
    await expect(handle.storage.batchCreateLogs({ logs: 'no' as never })).rejects.toMatchObject(refused);
    await expect(handle.storage.batchCreateSpans({ records: [null as never] })).rejects.toMatchObject(refused);
  });

  describe('updates', () => {
    needs(handle, 'span updates');
    test('take nothing back, and are refused whole', async () => {
      await handle.storage.createSpan({ span: runningSpan() });
      const key = { traceId: traceId(1), spanId: spanId(1) };
      const records = [
        { ...key, updates: { output: 'x' } },
        { ...key, updates: { endedAt: null } },
      ];
      const refused = { code: 'OBSERVABILITY_STORAGE_RECORD_INVALID', details: { index: 1, field: 'endedAt' } };
      await expect(handle.storage.batchUpdateSpans({ records })).rejects.toMatchObject(refused);
      const found = await handle.storage.getSpan(key);
      await handle.storage.dangerouslyClearAll();
      expect(found?.span).not.toHaveProperty('output');
    });
  });
}

function describeArgs(handle: StoreHandle): void {
  const name = ['latency'];
  test.each<[string, (storage: ObservabilityStorage) => Promise<unknown>]>([
    ['an unknown filter', s => s.listTraces({ filters: { nonsense: 1 } as never })],
    ['an unknown argument', s => s.listLogs({ serach: 'typo' } as never)],
    ['an unknown status', s => s.listTraces({ filters: { status: 'done' as never } })],
    ['a date that is a text', s => s.listLogs({ filters: { timestamp: { start: '2026' as never } } })],
    ['a date that is none', s => s.listLogs({ filters: { timestamp: { start: new Date(Number.NaN) } } })],
    ['tags that are a text', s => s.listScores({ filters: { tags: 'a' as never } })],
    ['a filter that is a number', s => s.listFeedback({ filters: { userId: 7 as never } })],
    ['an unknown level', s => s.listLogs({ minLevel: 'loud' as never })],
    ['no metric name', s => s.getMetricAggregate({ name: [], aggregation: 'sum' })],
    ['an unknown aggregation', s => s.getMetricAggregate({ name, aggregation: 'median' as never })],
    ['count_distinct of nothing', s => s.getMetricAggregate({ name, aggregation: 'count_distinct' })],
    ['an unknown interval', s => s.getMetricTimeSeries({ name, aggregation: 'sum', interval: '2m' as never })],
    ['a percentile above 1', s => s.getMetricPercentiles({ name: 'latency', percentiles: [99], interval: '1m' })],
    ['no percentile', s => s.getScorePercentiles({ percentiles: [], interval: '1m' })],
    ['no groups', s => s.getMetricBreakdown({ name, aggregation: 'sum', groupBy: [] })],
    ['groups that scores do not have', s => s.getScoreBreakdown({ aggregation: 'sum', groupBy: ['tool'] })],
    [
      'groups that feedback does not have',
      s => s.getFeedbackTimeSeries({ aggregation: 'sum', interval: '1m', groupBy: ["x'; --"] }),
    ],
    ['a negative age', s => s.prune({ policies: { log: { olderThanMs: -1 } } })],
    ['an unknown signal', s => s.prune({ policies: { logs: { olderThanMs: 1 } } as never })],
    ['trace ids that are one text', s => s.batchDeleteTraces({ traceIds: 'all' as never })],
    ['an empty trace id', s => s.batchDeleteTraces({ traceIds: [''] })],
    ['a limit of nothing', s => s.getMetricNames({ limit: 0 })],
    ['no id', s => s.getSpan({ traceId: 'x' } as never)],
    ['an id that is an object', s => s.getTrace({ traceId: {} as never })],
    ['a duration of 1e308', s => s.listTraces({ filters: { durationMs: { max: 1e308 } } })],
    ['a duration of -1e308', s => s.listSpans({ filters: { durationMs: { min: -1e308 } } })],
    ['an age of 1e308', s => s.prune({ policies: { log: { olderThanMs: 1e308 } } })],
    ['an age without end', s => s.prune({ policies: { log: { olderThanMs: Number.POSITIVE_INFINITY } } })],
    ['a page of 1e308', s => s.listLogs({ pagination: { page: 1e308 } })],
    ['a page beyond all rows', s => s.listLogs({ pagination: { page: Number.MAX_SAFE_INTEGER } })],
    ['a limit of 1e308', s => s.listScores({ limit: 1e308 })],
    ['a percentile of 1e308', s => s.getScorePercentiles({ percentiles: [1e308], interval: '1m' })],
    ['a piece of 1e308 bytes', s => s.getPayload({ traceId: 'x', spanId: 'x', field: 'input', to: 1e308 })],
    [
      'a piece that ends before it begins',
      s => s.getPayload({ traceId: 'x', spanId: 'x', field: 'input', from: 2, to: 1 }),
    ],
    ['a window from -1', s => s.getStructure({ traceId: 'x', from: -1 })],
    ['a big integer as a number', s => s.listLogs({ limit: 1n as never })],
    ['a big integer as a text', s => s.listLogs({ filters: { userId: 1n as never } })],
    ['a big integer in metadata', s => s.listLogs({ filters: { metadata: { n: 1n } } })],
    ['an infinity in metadata', s => s.listLogs({ filters: { metadata: { n: Number.NEGATIVE_INFINITY } } })],
    ['a circle in metadata', s => s.listTraces({ filters: { metadata: circular } })],
    ['a circle as filters', s => s.listTraces({ filters: circular as never })],
    ['a circle as tags', s => s.listTraces({ filters: { tags: circular as never } })],
    ['a circle as attributes', s => s.listSpans({ filters: { attributes: circular as never } })],
    ['labels nested without end', s => s.listMetrics({ filters: { labels: deep() as never } })],
    ['metadata nested without end', s => s.listLogs({ filters: { metadata: deep() } })],
    ['a getter that throws', s => s.listLogs(throwing as never)],
    ['a list of arguments', s => s.listLogs([] as never)],
  ])('%s is refused', async (_, call) => {
    await expect(call(handle.storage)).rejects.toMatchObject({
      name: 'MastraError',
      code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
    });
  });

  test('the error says what was given and what is allowed', async () => {
    const call = handle.storage.listTraces({ filters: { startedAt: { start: at(0) }, status: 'done' as never } });
    await expect(call).rejects.toThrow(/filters\.status.*running.*success.*error.*given: "done"/s);
  });
}
