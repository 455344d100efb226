import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Agent } from '../agent/index.ts';
import { type IMastraLogger, noOpLogger } from '../logger/index.ts';
import { registerObservabilityFactory } from '../observability/factory.ts';
import type { ObservabilityConfig, ObservabilityEntrypoint } from '../observability/types/index.ts';
import { InMemoryStore } from '../storage/index.ts';
import { createTool } from '../tools/index.ts';
import { createStep, createWorkflow } from '../workflows/index.ts';
import { Mastra } from './index.ts';
import { noOpEntrypoint } from './no-op-entrypoint.ts';

const warned = Symbol.for('mastra.logger-option.warned');
const factory = Symbol.for('mastra.observability.factory');
const shared = globalThis as Record<symbol, unknown>;

beforeEach(() => {
  delete shared[warned];
});
afterEach(() => {
  delete shared[factory];
  vi.restoreAllMocks();
});

const agent = new Agent({ id: 'weather-agent', instructions: '', model: 'test/model' });
const flow = createWorkflow({ id: 'trip-flow' })
  .then(createStep({ id: 's', execute: async () => 1 }))
  .commit();

test('finds agents, workflows and tools by key and by id, and says what there is', () => {
  const tool = createTool({ id: 'get-weather', description: '' });
  const mastra = new Mastra({ agents: { weather: agent }, workflows: { trip: flow }, tools: { tool } });
  expect(mastra.getAgent('weather')).toBe(agent);
  expect(mastra.getAgent('weather-agent' as string)).toBe(agent);
  expect(mastra.getWorkflow('trip-flow' as string)).toBe(flow);
  expect(mastra.getTool('get-weather' as string)).toBe(tool);
  expect(() => mastra.getAgent('wether' as string)).toThrow(/"wether".*weather/);
  expect(() => mastra.getAgent('constructor' as string)).toThrow(
    expect.objectContaining({ code: 'MASTRA_AGENT_NOT_FOUND' }),
  );
  expect(() => new Mastra().getWorkflow('x')).toThrow(/None is registered/);
});

test('refuses options that it does not know', () => {
  expect(() => new Mastra({ observabilty: {} } as never)).toThrow(/`observabilty`.*observability/);
});

test('a configuration without the package that carries it out is refused', () => {
  expect(() => new Mastra({ observability: { serviceName: 'x' } })).toThrow(/@mastra\/observability/);
});

test('without observability everything works and nothing is recorded', async () => {
  const mastra = new Mastra();
  mastra.logger.info('nobody hears');
  mastra.metrics.counter('c').add(1);
  mastra.metrics.gauge('g').set(1);
  mastra.metrics.histogram('h').record(1);
  mastra.metrics.emit('e', 1);
  expect(mastra.logger.isLevelEnabled('fatal')).toBe(false);
  expect(mastra.observability.getDefaultInstance()).toBeUndefined();
  expect(await mastra.observability.flush()).toEqual({ delivered: 0, failed: 0, pending: 0, exporters: {} });
  expect(mastra.observability.health()).toEqual({ status: 'ok', exporters: {} });
  expect(() => mastra.getStorage()).toThrow(expect.objectContaining({ code: 'MASTRA_STORAGE_NOT_CONFIGURED' }));
  await expect(mastra.getTrace('x')).rejects.toMatchObject({ code: 'MASTRA_STORAGE_NOT_CONFIGURED' });
});

test('shutdown ends the observability first, then closes the store, once', async () => {
  const order: string[] = [];
  const storage = new InMemoryStore();
  const close = storage.close.bind(storage);
  storage.close = async () => {
    order.push('store');
    await close();
  };
  const observability: ObservabilityEntrypoint = {
    ...noOpEntrypoint,
    shutdown: async () => {
      order.push('observability');
      throw new Error('cannot flush');
    },
  };
  const mastra = new Mastra({ storage, observability });
  await expect(mastra.shutdown()).rejects.toThrow('cannot flush');
  await expect(mastra.shutdown()).rejects.toThrow('cannot flush');
  expect(order).toEqual(['observability', 'store']);
});

test('hands the store and its own logger to the observability', () => {
  const attached: unknown[] = [];
  const observability: ObservabilityEntrypoint = {
    ...noOpEntrypoint,
    attach: application => attached.push(application),
  };
  const storage = new InMemoryStore();
  vi.spyOn(console, 'warn').mockReturnValue();
  new Mastra({ storage, observability, logger: noOpLogger });
  expect(attached).toEqual([{ storage, logger: noOpLogger }]);
});

test('the deprecated logger option works, becomes the log level, and is mentioned once', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const given: ObservabilityConfig[] = [];
  registerObservabilityFactory(config => {
    given.push(config);
    return noOpEntrypoint;
  });
  const serviceName = 's';
  new Mastra({ observability: { serviceName } });
  expect(warn).not.toHaveBeenCalled();
  new Mastra({ observability: { serviceName }, logger: 'debug' });
  const own: IMastraLogger = { ...noOpLogger, level: 'error' };
  new Mastra({ observability: { serviceName }, logger: own });
  new Mastra({ observability: { serviceName, logLevel: 'info' }, logger: 'debug' });
  expect(given.map(config => config.logLevel)).toEqual([undefined, 'debug', 'error', 'info']);
  expect(warn.mock.calls).toHaveLength(1);
  expect(warn.mock.calls[0]?.[0]).toMatch(/`logger`.*deprecated.*observability: \{ logLevel \}/);
  expect(() => new Mastra({ logger: 'loud' as never })).toThrow(/"loud"/);
});

test('a deprecated logger hears the application where nothing observes', () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const heard: unknown[] = [];
  const logger: IMastraLogger = { ...noOpLogger, level: 'info', info: (...args) => heard.push(args) };
  const mastra = new Mastra({ logger });
  mastra.logger.info('hello', { a: 1 });
  expect(heard).toEqual([['hello', { a: 1 }]]);
  expect(mastra.logger.isLevelEnabled('debug')).toBe(false);
});
