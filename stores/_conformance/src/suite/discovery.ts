import { describe, expect, test } from 'vitest';
import { feedback, log, metric, score, span } from '../fixtures/records.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

export function describeDiscovery(handle: StoreHandle): void {
  describe('discovery', () => {
    needs(handle, 'logs', 'metrics', 'scores', 'feedback');
    useData(handle, async storage => {
      await storage.createSpan({
        span: span({ entityType: 'tool', entityName: 'b', serviceName: 'web', environment: 'prod', tags: ['x', 'y'] }),
      });
      await storage.batchCreateLogs({
        logs: [log({ logId: '1', entityType: 'agent', entityName: 'a', serviceName: 'jobs', tags: ['z'] })],
      });
      const labels: Record<string, string>[] = [
        { tool: 'a', city: 'Oslo' },
        { tool: 'b', city: '' },
        { tool: 'a', 'http.status': '200' },
      ];
      await storage.batchCreateMetrics({
        metrics: [
          ...labels.map((of, n) => metric({ metricId: `${n}`, name: 'lookups', labels: of, environment: 'test' })),
          metric({ metricId: 'other', name: 'look_aside', labels: { other: '1' } }),
          metric({ metricId: 'depth', name: 'Depth' }),
        ],
      });
      await storage.createScore({
        score: score({ scoreId: '1', entityType: 'agent', entityName: 'c', serviceName: 'web' }),
      });
      await storage.createFeedback({
        feedback: feedback({ feedbackId: '1', entityName: 'D', environment: 'prod', tags: ['Z', 'x'] }),
      });
    });

    test('entity types, entity names, services, environments and tags of all signals, each once, sorted', async () => {
      expect(await handle.storage.getEntityTypes()).toEqual({ entityTypes: ['agent', 'tool'] });
      expect(await handle.storage.getEntityNames()).toEqual({ names: ['D', 'a', 'b', 'c'] });
      expect(await handle.storage.getServiceNames()).toEqual({ serviceNames: ['jobs', 'web'] });
      expect(await handle.storage.getEnvironments()).toEqual({ environments: ['prod', 'test'] });
      expect(await handle.storage.getTags()).toEqual({ tags: ['Z', 'x', 'y', 'z'] });
    });

    test('entity names and tags of one entity type', async () => {
      expect(await handle.storage.getEntityNames({ entityType: 'agent' })).toEqual({ names: ['a', 'c'] });
      expect(await handle.storage.getTags({ entityType: 'tool' })).toEqual({ tags: ['x', 'y'] });
      expect(await handle.storage.getTags({ entityType: 'memory' })).toEqual({ tags: [] });
    });

    test('metric names, by prefix and up to a limit', async () => {
      expect(await handle.storage.getMetricNames()).toEqual({ names: ['Depth', 'look_aside', 'lookups'] });
      expect(await handle.storage.getMetricNames({ prefix: 'look' })).toEqual({ names: ['look_aside', 'lookups'] });
      expect(await handle.storage.getMetricNames({ prefix: 'look_' })).toEqual({ names: ['look_aside'] });
      expect(await handle.storage.getMetricNames({ prefix: '%' })).toEqual({ names: [] });
      expect(await handle.storage.getMetricNames({ prefix: 'depth' })).toEqual({ names: [] });
      expect(await handle.storage.getMetricNames({ limit: 1 })).toEqual({ names: ['Depth'] });
    });

    test("a metric's label names and values", async () => {
      const name = 'lookups';
      expect(await handle.storage.getMetricLabelKeys({ name })).toEqual({ keys: ['city', 'http.status', 'tool'] });
      expect(await handle.storage.getMetricLabelKeys({ name, prefix: 'h', limit: 5 })).toEqual({
        keys: ['http.status'],
      });
      expect(await handle.storage.getMetricLabelValues({ name, labelKey: 'tool' })).toEqual({ values: ['a', 'b'] });
      expect(await handle.storage.getMetricLabelValues({ name, labelKey: 'city' })).toEqual({ values: ['', 'Oslo'] });
      expect(await handle.storage.getMetricLabelValues({ name, labelKey: 'city', prefix: 'O' })).toEqual({
        values: ['Oslo'],
      });
      expect(await handle.storage.getMetricLabelValues({ name, labelKey: 'other' })).toEqual({ values: [] });
    });
  });
}
