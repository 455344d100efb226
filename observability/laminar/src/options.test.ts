import { MastraError } from '@mastra/core/error';
import { describe, expect, test } from 'vitest';
import { LaminarExporter } from './exporter.ts';
import { type LaminarExporterOptions, resolveOptions } from './options.ts';

function errorOf(run: () => unknown): MastraError {
  try {
    run();
  } catch (error) {
    if (MastraError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the options of LaminarExporter', () => {
  test('come from the usual environment variables', () => {
    const { own } = resolveOptions({}, { LMNR_PROJECT_API_KEY: 'key-e', LMNR_BASE_URL: 'http://localhost:8000/' });
    expect(own).toEqual({
      apiKey: 'key-e',
      baseUrl: 'http://localhost:8000',
      headers: undefined,
      timeoutMs: 30_000,
      scoreDelayMs: 5000,
    });
  });

  test('that are given win over the environment', () => {
    const env = { LMNR_PROJECT_API_KEY: 'key-e', LMNR_BASE_URL: 'http://localhost:8000' };
    const { own } = resolveOptions({ apiKey: 'mine', baseUrl: 'https://api.lmnr.ai' }, env);
    expect(own).toMatchObject({ apiKey: 'mine', baseUrl: 'https://api.lmnr.ai' });
  });

  test('have one request take as long as an attempt', () => {
    expect(resolveOptions({ apiKey: 'k', attemptTimeoutMs: 700 }, {}).own.timeoutMs).toBe(700);
  });

  test('without a key name the variable that would do', () => {
    const error = errorOf(() => resolveOptions({}, {}));
    expect(error.code).toBe('LAMINAR_EXPORTER_OPTIONS_INVALID');
    expect(error.message).toMatch(/apiKey: expected the project's API key.*LMNR_PROJECT_API_KEY/);
  });

  test.each<[string, LaminarExporterOptions, RegExp]>([
    ['an address', { baseUrl: 'api.lmnr.ai' }, /baseUrl: expected the address.*given: "api\.lmnr\.ai"/],
    ['a delay', { scoreDelayMs: 3_600_000 }, /scoreDelayMs/],
    ['an empty key', { apiKey: '' }, /apiKey: expected the project's API key \(given: none\)/],
  ])('refuse %s that cannot be one', (_, given, message) => {
    expect(errorOf(() => new LaminarExporter({ apiKey: 'k', ...given })).message).toMatch(message);
  });

  test('refuse what is no option', () => {
    const error = errorOf(() => new LaminarExporter({ apiKey: 'k', realtime: true } as never));
    expect(error.code).toBe('EXPORTER_OPTIONS_INVALID');
    expect(error.message).toContain('realtime');
  });
});
