import { describe, expect, test } from 'vitest';
import { feedback, log, metric, score, span, spanId } from '../fixtures/records.ts';
import { HOSTILE_TEXTS, LONE_SURROGATES, UNCHANGED_TEXTS } from '../fixtures/texts.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const texts = [...HOSTILE_TEXTS, ...UNCHANGED_TEXTS];

/** Text goes in and comes out unchanged, and is never taken for anything but text. */
export function describeTexts(handle: StoreHandle): void {
  describe('text', () => {
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');
    describe('everywhere', () => describeEverywhere(handle));
    describe('unpaired surrogates', () => describeSurrogates(handle));
    describe('megabytes', () => describeMegabytes(handle));
  });
}

const metadataOf = (text: string) => ({ [text]: text });

function describeEverywhere(handle: StoreHandle): void {
  useData(handle, async storage => {
    const common = (text: string) => ({
      userId: text,
      sessionId: text,
      traceId: text,
      tags: [text],
      metadata: metadataOf(text),
      entityName: text,
    });
    await storage.batchCreateSpans({
      records: texts.map(text =>
        span({
          ...common(text),
          name: text,
          input: text,
          output: metadataOf(text),
          attributes: metadataOf(text),
          error: { message: text },
        }),
      ),
    });
    await storage.batchCreateLogs({
      logs: texts.map(text => log({ ...common(text), logId: text, message: text, data: metadataOf(text) })),
    });
    await storage.batchCreateMetrics({
      metrics: texts.map(text => metric({ ...common(text), metricId: text, name: text, labels: { [text]: text } })),
    });
    await storage.batchCreateScores({
      scores: texts.map(text => score({ ...common(text), scoreId: text, scorerId: text, reason: text })),
    });
    await storage.batchCreateFeedback({
      feedbacks: texts.map(text =>
        feedback({ ...common(text), feedbackId: text, feedbackType: text, value: text, comment: text }),
      ),
    });
  });

  test.each(texts)('%j in a span', async text => {
    const { storage } = handle;
    const found = await storage.getSpan({ traceId: text, spanId: spanId(1) });
    const same = { traceId: text, name: text, input: text, userId: text, tags: [text], error: { message: text } };
    expect(found?.span).toMatchObject(same);
    expect(Object.entries(found!.span.output as object)).toEqual([[text, text]]);
    expect(Object.entries(found?.span.metadata ?? {})).toEqual([[text, text]]);
    for (const filters of [
      { name: text },
      { userId: text },
      { sessionId: text },
      { tags: [text] },
      { metadata: metadataOf(text) },
    ]) {
      const { spans } = await storage.listTraces({ filters });
      expect(spans.map(listed => listed.traceId)).toEqual([text]);
    }
    const { sessions } = await storage.listSessions({ filters: { sessionId: text } });
    expect(sessions.map(({ sessionId }) => sessionId)).toEqual([text]);
  });

  test.each(texts)('%j in a log', async text => {
    const { logs } = await handle.storage.listLogs({ filters: { message: text } });
    expect(logs).toMatchObject([{ logId: text, message: text, traceId: text }]);
    expect(Object.entries(logs[0]?.data ?? {})).toEqual([[text, text]]);
    const containing = await handle.storage.listLogs({ contains: text, pagination: { perPage: 100 } });
    expect(containing.logs.map(({ logId }) => logId)).toContain(text);
    const searching = await handle.storage.listLogs({ search: text, pagination: { perPage: 100 } });
    const hasWord = /[a-z0-9\u0080-\u{10ffff}]/iu.test(text);
    expect(searching.logs.some(({ logId }) => logId === text)).toBe(hasWord);
  });

  test.each(texts)('%j in a metric', async text => {
    const { storage } = handle;
    const { metrics } = await storage.listMetrics({ filters: { labels: metadataOf(text) } });
    expect(metrics.map(({ metricId, name }) => [metricId, name])).toEqual([[text, text]]);
    expect(Object.entries(metrics[0]?.labels ?? {})).toEqual([[text, text]]);
    // A label named as a field of the record is not asked for here.
    const groupBy = [text, 'userId'];
    const { groups } = await storage.getMetricBreakdown({ name: [text], aggregation: 'sum', groupBy });
    expect(groups.map(({ dimensions, value }) => [Object.entries(dimensions), value])).toEqual([
      [
        [
          [text, text],
          ['userId', text],
        ],
        1,
      ],
    ]);
    const { series } = await storage.getMetricTimeSeries({
      name: [text],
      aggregation: 'count',
      groupBy: [text],
      interval: '1h',
    });
    expect(series.map(({ name }) => name)).toEqual([text]);
    const distinct = await storage.getMetricAggregate({
      name: [text],
      aggregation: 'count_distinct',
      distinctColumn: text,
    });
    expect(distinct).toEqual({ value: 1 });
    const { series: spread } = await storage.getMetricPercentiles({ name: text, percentiles: [0.5], interval: '1d' });
    expect(spread[0]?.points.length).toBe(1);
    expect(await storage.getMetricLabelKeys({ name: text })).toEqual({ keys: [text] });
    expect(await storage.getMetricLabelValues({ name: text, labelKey: text, prefix: text })).toEqual({
      values: [text],
    });
    expect((await storage.getMetricNames({ prefix: text })).names).toContain(text);
  });

  test.each(texts)('%j in a score and in feedback', async text => {
    const { storage } = handle;
    expect(await storage.getScoreById({ scoreId: text })).toMatchObject({
      scoreId: text,
      scorerId: text,
      reason: text,
    });
    const { scores } = await storage.listScores({ filters: { scorerId: [text] } });
    expect(scores.map(({ scoreId }) => scoreId)).toEqual([text]);
    const found = await storage.listFeedback({ filters: { feedbackType: text, feedbackId: text } });
    expect(found.feedback).toMatchObject([{ feedbackId: text, value: text, comment: text }]);
    const { groups } = await storage.getFeedbackBreakdown({
      aggregation: 'count',
      groupBy: ['value'],
      filters: { userId: text },
    });
    expect(groups).toEqual([{ dimensions: { value: text }, value: 1 }]);
  });

  test('and in discovery, sorted by code point', async () => {
    const { tags } = await handle.storage.getTags();
    expect(new Set(tags)).toEqual(new Set(texts));
    const bytes = tags.map(tag => Buffer.from(tag));
    expect(bytes).toEqual([...bytes].sort(Buffer.compare));
    expect((await handle.storage.getEntityNames()).names).toEqual(tags);
  });

  test('and in deletes, which take what they name and nothing else', async () => {
    const before = (await handle.storage.storageStats()).rows;
    await handle.storage.deleteScores({ scoreIds: ["' OR 1=1 --", '%'], organizationId: "' OR 1=1 --" });
    await handle.storage.deleteFeedback({ feedbackIds: ["' OR 1=1 --", '*'] });
    await handle.storage.batchDeleteTraces({ traceIds: ["' OR 1=1 --", '%'], resourceId: "') OR 1=1 --" });
    expect((await handle.storage.storageStats()).rows).toEqual(before);
    await handle.storage.batchDeleteTraces({ traceIds: [texts[0]!] });
    expect((await handle.storage.storageStats()).rows.tracing).toBe(texts.length - 1);
  });
}

function describeSurrogates(handle: StoreHandle): void {
  test.each(LONE_SURROGATES)('%j becomes %j', async (given, kept) => {
    const { storage } = handle;
    await storage.dangerouslyClearAll();
    await storage.createSpan({
      span: span({
        name: given,
        traceId: given,
        input: { [given]: [given] },
        metadata: { [given]: given },
        tags: [given],
        userId: given,
      }),
    });
    await storage.batchCreateLogs({ logs: [log({ logId: given, message: given })] });
    await storage.batchCreateMetrics({ metrics: [metric({ metricId: given, labels: { [given]: given } })] });
    const found = await storage.getSpan({ traceId: given, spanId: spanId(1) });
    const expected = {
      name: kept,
      traceId: kept,
      input: { [kept]: [kept] },
      metadata: { [kept]: kept },
      tags: [kept],
      userId: kept,
    };
    expect(found?.span).toMatchObject(expected);
    const { spans } = await storage.listTraces({
      filters: { userId: given, tags: [given], metadata: { [given]: given } },
    });
    expect(spans.length).toBe(1);
    const { logs } = await storage.listLogs({ contains: given });
    expect(logs.map(({ logId, message }) => [logId, message])).toEqual([[kept, kept]]);
    const { metrics } = await storage.listMetrics({ filters: { labels: { [given]: given } } });
    expect(metrics.map(({ labels }) => labels)).toEqual([{ [kept]: kept }]);
  });
}

function describeMegabytes(handle: StoreHandle): void {
  test('five of them come back unchanged, as a payload and as a message', async () => {
    const { storage } = handle;
    await storage.dangerouslyClearAll();
    const large = 'Ä€😀\0"\\\n plain text '.repeat(Math.ceil(5_000_000 / 21));
    await storage.createSpan({ span: span({ input: { large }, output: large }) });
    await storage.batchCreateLogs({ logs: [log({ logId: 'large', message: large }), log({ logId: 'small' })] });
    const found = await storage.getSpan({ traceId: span().traceId, spanId: spanId(1) });
    expect(found?.span.output === large).toBe(true);
    expect((found!.span.input as { large: string }).large === large).toBe(true);
    const { logs } = await storage.listLogs({ contains: 'PLAIN TEXT' });
    expect(logs.map(({ message }) => message === large)).toEqual([true]);
  });
}
