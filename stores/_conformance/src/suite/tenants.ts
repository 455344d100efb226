import type { ObservabilityStorage } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { at, feedback, log, metric, score, span, spanId, traceId } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

type Ask = (storage: ObservabilityStorage, tenant: object) => Promise<unknown>;

const key = { traceId: traceId(1), spanId: spanId(1) };
const name = 'latency';
const count = { aggregation: 'count' } as const;
const hourly = { interval: '1h' } as const;

/** Every method that takes a tenant, as a filter or beside its other arguments. */
const LIMITED: readonly (readonly [string, Ask])[] = [
  ['listTraces', (s, filters) => s.listTraces({ filters })],
  ['listTraces with summaries', (s, filters) => s.listTraces({ filters, summary: true })],
  ['listTracesLight', (s, filters) => s.listTracesLight({ filters })],
  ['listSessions', (s, filters) => s.listSessions({ filters })],
  ['listSpans', (s, filters) => s.listSpans({ filters })],
  ['listLogs', (s, filters) => s.listLogs({ filters })],
  ['listMetrics', (s, filters) => s.listMetrics({ filters })],
  ['listScores', (s, filters) => s.listScores({ filters })],
  ['listFeedback', (s, filters) => s.listFeedback({ filters })],
  ['getSpan', (s, tenant) => s.getSpan({ ...key, ...tenant })],
  ['getSpans', (s, tenant) => s.getSpans({ traceId: key.traceId, spanIds: [key.spanId], ...tenant })],
  ['getRootSpan', (s, tenant) => s.getRootSpan({ traceId: key.traceId, ...tenant })],
  ['getTrace', (s, tenant) => s.getTrace({ traceId: key.traceId, ...tenant })],
  ['getStructure', (s, tenant) => s.getStructure({ traceId: key.traceId, ...tenant })],
  ['getPayload', (s, tenant) => s.getPayload({ ...key, field: 'input', ...tenant })],
  ['getScoreById', (s, tenant) => s.getScoreById({ scoreId: 'mine', ...tenant })],
  ['getEntityTypes', (s, tenant) => s.getEntityTypes(tenant)],
  ['getEntityNames', (s, tenant) => s.getEntityNames(tenant)],
  ['getEntityNames of a type', (s, tenant) => s.getEntityNames({ entityType: 'agent', ...tenant })],
  ['getServiceNames', (s, tenant) => s.getServiceNames(tenant)],
  ['getEnvironments', (s, tenant) => s.getEnvironments(tenant)],
  ['getTags', (s, tenant) => s.getTags(tenant)],
  ['getMetricNames', (s, tenant) => s.getMetricNames(tenant)],
  ['getMetricLabelKeys', (s, tenant) => s.getMetricLabelKeys({ name, ...tenant })],
  ['getMetricLabelValues', (s, tenant) => s.getMetricLabelValues({ name, labelKey: 'tool', ...tenant })],
  ['getMetricAggregate', (s, filters) => s.getMetricAggregate({ name: [name], filters, ...count })],
  [
    'getMetricBreakdown',
    (s, filters) => s.getMetricBreakdown({ name: [name], filters, ...count, groupBy: ['userId'] }),
  ],
  ['getMetricTimeSeries', (s, filters) => s.getMetricTimeSeries({ name: [name], filters, ...count, ...hourly })],
  ['getMetricPercentiles', (s, filters) => s.getMetricPercentiles({ name, filters, percentiles: [0.5], ...hourly })],
  ['getScoreAggregate', (s, filters) => s.getScoreAggregate({ filters, ...count })],
  ['getFeedbackAggregate', (s, filters) => s.getFeedbackAggregate({ filters, ...count })],
  ['getFacets', (s, filters) => s.getFacets({ signal: 'tracing', fields: ['entityName'], filters })],
  ['getHistogram', (s, filters) => s.getHistogram({ signal: 'log', filters })],
];

const DELETES: readonly (readonly [string, Ask])[] = [
  ['batchDeleteTraces', (s, tenant) => s.batchDeleteTraces({ traceIds: [key.traceId], ...tenant })],
  ['deleteScores', (s, tenant) => s.deleteScores({ scoreIds: ['mine'], ...tenant })],
  ['deleteFeedback', (s, tenant) => s.deleteFeedback({ feedbackIds: ['mine'], ...tenant })],
];

const FILTERED = LIMITED.filter(([method]) => method.startsWith('list') && method !== 'listChanges');

/** Everything can be asked for one tenant alone, and never for everybody by mistake. */
export function describeTenants(handle: StoreHandle): void {
  describe('tenants', () => {
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');
    const owner = { organizationId: 'acme', resourceId: 'r' };
    const marks = {
      entityType: 'agent' as const,
      entityName: 'mine',
      serviceName: 'mine',
      environment: 'mine',
      tags: ['mine'],
      sessionId: 'mine',
    };
    useData(handle, async storage => {
      const own = { ...owner, ...marks, ...key };
      await storage.createSpan({ span: span({ ...own, input: 'mine' }) });
      await storage.batchCreateLogs({ logs: [log({ ...own, logId: 'mine' })] });
      await storage.batchCreateMetrics({
        metrics: [metric({ ...own, metricId: 'mine', name, labels: { tool: 'mine' } })],
      });
      await storage.createScore({ score: score({ ...own, scoreId: 'mine' }) });
      await storage.createFeedback({ feedback: feedback({ ...own, feedbackId: 'mine', timestamp: at(1) }) });
    });
    const holds = (answer: unknown) =>
      /mine|agent|"latency"\]|tool|"value":1|"count":1|b000/.test(JSON.stringify(answer));

    test.each(LIMITED)("%s finds what is the tenant's, and nothing of it for another", async (_, ask) => {
      expect(holds(await ask(handle.storage, {}))).toBe(true);
      expect(holds(await ask(handle.storage, owner))).toBe(true);
      for (const other of [{ organizationId: 'other' }, { ...owner, resourceId: 'R' }, { organizationId: '' }]) {
        expect([other, holds(await ask(handle.storage, other))]).toEqual([other, false]);
      }
    });

    test.each([...LIMITED, ...DELETES])('%s refuses a tenant that is named and undefined', async (_, ask) => {
      for (const forgotten of [{ organizationId: undefined }, { organizationId: 'acme', resourceId: undefined }]) {
        await expect(ask(handle.storage, forgotten)).rejects.toMatchObject({
          name: 'MastraError',
          code: 'OBSERVABILITY_STORAGE_ARGS_INVALID',
          message: expect.stringMatching(/(organizationId|resourceId): .*needs a value/),
        });
      }
      await expect(ask(handle.storage, { organizationId: null })).rejects.toMatchObject({ name: 'MastraError' });
    });

    test.each(FILTERED)('%s refuses a user who is named and undefined', async (_, ask) => {
      const refused = { code: 'OBSERVABILITY_STORAGE_ARGS_INVALID', message: expect.stringContaining('userId') };
      await expect(ask(handle.storage, { userId: undefined })).rejects.toMatchObject(refused);
    });

    test('a filter of something else may be undefined, and is none', async () => {
      const { logs } = await handle.storage.listLogs({ filters: { sessionId: undefined, tags: undefined } });
      expect(logs.length).toBe(1);
    });

    test("deletes leave alone what is another's", async () => {
      for (const [, remove] of DELETES) await remove(handle.storage, { organizationId: 'other' });
      for (const [, remove] of DELETES) await remove(handle.storage, { ...owner, resourceId: 'R' });
      const { rows } = await handle.storage.storageStats();
      expect(rows).toEqual({ tracing: 1, log: 1, metric: 1, score: 1, feedback: 1 });
    });
  });
}
