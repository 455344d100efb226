import type { LogEvent } from '@mastra/core/observability';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InMemoryExporter, ObservabilityBus } from '../index.ts';
import { type SeedApplication, seedApplication } from './seed-application.ts';

let app: SeedApplication;
let oslo: string;
let bergen: string;

beforeAll(async () => {
  app = await seedApplication(new DuckDBStore({ path: ':memory:' }));
  oslo = (await app.ask('Oslo', 's-1')).traceId;
  bergen = (await app.ask('Bergen', 's-2')).traceId;
});
afterAll(() => app.mastra.shutdown());

describe('logging, as seeds 003 and 004 want it', () => {
  it('E2E test: Log from tool, verify trace correlation', async () => {
    const { logs } = await app.store.listLogs({ filters: { traceId: oslo, entityType: 'tool' } });
    const trace = await app.mastra.getTrace(oslo);
    expect(logs).toHaveLength(1);
    expect(trace?.getSpan(logs[0]!.spanId!)?.name).toBe("tool: 'get-weather'");
    expect(logs[0]).toMatchObject({
      level: 'info',
      message: 'looking up the weather in Oslo',
      data: { city: 'Oslo' },
      traceId: oslo,
      sessionId: 's-1',
      entityId: 'get-weather',
      parentEntityId: 'weather',
      rootEntityId: 'weather',
      environment: 'test',
      serviceName: 'seeds',
    });
  });

  it('E2E test: Log from workflow step, verify trace correlation', async () => {
    const { logs } = await app.store.listLogs({ filters: { traceId: oslo, entityType: 'workflow_step' } });
    const trace = await app.mastra.getTrace(oslo);
    expect(logs).toHaveLength(1);
    expect(trace?.getSpan(logs[0]!.spanId!)?.name).toBe("workflow step: 'dress'");
    expect(logs[0]).toMatchObject({
      level: 'warn',
      entityId: 'dress',
      parentEntityType: 'workflow_run',
      parentEntityId: 'advice',
      rootEntityId: 'weather',
      sessionId: 's-1',
    });
  });

  it('E2E test: Logs appear in DefaultExporter storage', async () => {
    const { logs } = await app.store.listLogs({ orderBy: { direction: 'ASC' } });
    expect(logs.map(log => log.message)).toEqual([
      'looking up the weather in Oslo',
      'asking the stylist',
      'looking up the weather in Bergen',
      'asking the stylist',
    ]);
  });

  it('E2E test: Logs appear in JsonExporter output', () => {
    const logs = app.json().filter((event): event is LogEvent => event.type === 'log');
    expect(logs.map(({ log }) => [log.traceId, log.message])).toEqual([
      [oslo, 'looking up the weather in Oslo'],
      [oslo, 'asking the stylist'],
      [bergen, 'looking up the weather in Bergen'],
      [bergen, 'asking the stylist'],
    ]);
    expect(logs.map(({ log }) => log.logId)).toEqual(app.memory.logs.map(log => log.logId));
  });

  it('E2E test: Filter logs by trace ID', async () => {
    const { logs, pagination } = await app.store.listLogs({
      filters: { traceId: bergen },
      pagination: { page: 0, perPage: 10 },
    });
    expect(pagination).toMatchObject({ total: 2, hasMore: false });
    expect(new Set(logs.map(log => log.traceId))).toEqual(new Set([bergen]));
    expect((await app.store.listLogs({ filters: { traceId: '0'.repeat(32) } })).logs).toEqual([]);
  });

  it('E2E test: Search logs by message content', async () => {
    const found = async (args: Parameters<typeof app.store.listLogs>[0]) =>
      (await app.store.listLogs(args)).logs.map(log => log.message);
    expect(await found({ search: 'WEATHER bergen' })).toEqual(['looking up the weather in Bergen']);
    expect(await found({ search: 'weath' })).toEqual([]);
    expect(await found({ contains: 'weath', filters: { traceId: oslo } })).toEqual(['looking up the weather in Oslo']);
    expect(await found({ search: 'stylist', minLevel: 'error' })).toEqual([]);
    expect(await found({ search: 'stylist', minLevel: 'warn', filters: { sessionId: 's-2' } })).toHaveLength(1);
  });

  it('E2E test: LogEvents routed through ObservabilityBus', async () => {
    const bus = new ObservabilityBus();
    const heard: LogEvent[] = [];
    const everything = new InMemoryExporter();
    bus.registerExporter({ name: 'logs only', onLogEvent: event => void heard.push(event) });
    bus.registerExporter(everything);
    for (const event of app.memory.events) bus.emit(event);
    await bus.flush();
    expect(heard.map(event => event.log)).toEqual(app.memory.logs);
    expect(everything.events).toEqual(app.memory.events);
    expect(bus.health().exporters['logs only']?.signals.log).toMatchObject({ emitted: 4, delivered: 4 });
  });
});
