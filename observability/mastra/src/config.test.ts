import { MastraError } from '@mastra/core/error';
import type { HistogramBounds, ObservabilityExporter } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from './config.ts';
import { Observability } from './instances/observability.ts';

const failing = (config: unknown): MastraError => {
  try {
    resolveConfig(config as never, {});
  } catch (error) {
    if (MastraError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('a configuration', () => {
  it('gets every default, once, and is frozen', () => {
    const config = resolveConfig({ serviceName: 'app' }, {});
    expect(config).toMatchObject({
      logLevel: 'info',
      sampling: { type: 'always' },
      metrics: { autoExtract: true },
      includeModelChunks: false,
      flushOnExit: undefined,
      waitUntil: undefined,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each([
    [{ environment: 'own' }, { MASTRA_ENVIRONMENT: 'm', NODE_ENV: 'n' }, 'own'],
    [{}, { MASTRA_ENVIRONMENT: 'm', NODE_ENV: 'n' }, 'm'],
    [{}, { NODE_ENV: 'n' }, 'n'],
    [{}, {}, undefined],
  ])('%j in %j is of environment %s', (given, env, expected) => {
    expect(resolveConfig({ serviceName: 'app', ...given }, env).environment).toBe(expected);
  });

  it.each([
    ['an unknown key', { serviceName: 'a', exporter: [] }, ['exporter']],
    ['no service name', {}, ['serviceName', 'undefined']],
    ['an empty service name', { serviceName: '' }, ['serviceName', '""']],
    [
      'a ratio outside 0..1',
      { serviceName: 'a', sampling: { type: 'ratio', probability: 2 } },
      ['sampling.probability', '<=1', '2'],
    ],
    ['an unknown sampling', { serviceName: 'a', sampling: { type: 'some' } }, ['sampling.type', 'always', '"some"']],
    ['an unknown level', { serviceName: 'a', logLevel: 'loud' }, ['logLevel', 'debug', '"loud"']],
    ['an exporter that is none', { serviceName: 'a', exporters: [{}] }, ['exporters.0', 'an exporter']],
    ['a processor that is none', { serviceName: 'a', processors: [{ name: 'x' }] }, ['processors.0', 'process(event)']],
    ['an unknown delivery key', { serviceName: 'a', delivery: { batch: 1 } }, ['batch']],
    [
      'histogram bounds out of order',
      { serviceName: 'a', metrics: { histogramBounds: { default: [5, 1] } } },
      ['metrics.histogramBounds.default', 'ascending'],
    ],
    ['a negative size', { serviceName: 'a', delivery: { maxBatchSize: -1 } }, ['delivery.maxBatchSize', '-1']],
  ])('with %s is refused with one clear error', (_what, given, words) => {
    const error = failing(given);
    expect(error).toMatchObject({ code: 'OBSERVABILITY_CONFIG_INVALID', domain: 'OBSERVABILITY' });
    for (const word of words) expect(error.message).toContain(word);
  });

  it('names everything that is wrong with it at once', () => {
    const error = failing({ serviceName: '', logLevel: 'x', nope: 1 });
    for (const word of ['serviceName', 'logLevel', 'nope']) expect(error.message).toContain(word);
  });
});

it('tells exporters the bounds of histograms: a metric’s own, the configured default, or OpenTelemetry’s', () => {
  const bounds: (readonly number[])[] = [];
  const exporter: ObservabilityExporter = {
    name: 'buckets',
    init: ({ histogramBoundsOf }) => void bounds.push(histogramBoundsOf!('mine'), histogramBoundsOf!('other')),
  };
  const make = (histogramBounds?: HistogramBounds) =>
    new Observability({ serviceName: 'a', exporters: [exporter], metrics: { histogramBounds } }).attach({
      logger: console,
    });
  make({ default: [1, 2], metrics: { mine: [10, 20] } });
  make();
  expect(bounds.slice(0, 2)).toEqual([
    [10, 20],
    [1, 2],
  ]);
  expect(bounds[2]).toEqual([0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000]);
});

describe('several configurations', () => {
  const make = (selector?: () => string | undefined) =>
    new Observability({
      configs: { first: { serviceName: 'one', exporters: [] }, second: { serviceName: 'two', exporters: [] } },
      selector,
    });

  it('have the first as the default, and others by name', () => {
    const observability = make();
    expect(observability.getDefaultInstance().name).toBe('first');
    expect(observability.getInstance('second')!.config.serviceName).toBe('two');
    expect(observability.getInstance('third')).toBeUndefined();
  });

  it('are chosen by the selector, which may not break a run', () => {
    expect(make(() => 'second').getSelectedInstance().name).toBe('second');
    expect(make(() => undefined).getSelectedInstance().name).toBe('first');
    expect(make(() => 'third').getSelectedInstance().name).toBe('first');
    expect(
      make(() => {
        throw new Error('no');
      }).getSelectedInstance().name,
    ).toBe('first');
  });

  it('must be at least one', () => {
    expect(() => new Observability({ configs: {} })).toThrow(/no configuration/);
  });
});
