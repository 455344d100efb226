import { MastraError } from '@mastra/core/error';
import { expect, test } from 'vitest';
import { DatadogExporter } from './exporter.ts';
import { mlAppOf, resolveOptions } from './options.ts';

const KEY = 'a-secret-of-datadog';

function refusal(options: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}): string {
  try {
    resolveOptions(options, env);
  } catch (error) {
    if (MastraError.is(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
}

test('what is not given comes from the environment', () => {
  expect(
    resolveOptions(
      {},
      { DD_API_KEY: KEY, DD_SITE: 'us5.datadoghq.com', DD_LLMOBS_ML_APP: 'Bot', DD_ENV: 'qa', DD_SERVICE: 'web' },
    ),
  ).toMatchObject({
    apiKey: KEY,
    apiUrl: 'https://api.us5.datadoghq.com',
    logsUrl: 'https://http-intake.logs.us5.datadoghq.com',
    mlApp: 'bot',
    env: 'qa',
    service: 'web',
    logs: true,
    metrics: true,
    joinRemoteTraces: false,
  });
});

test('an option wins over the environment', () => {
  const resolved = resolveOptions(
    { apiKey: KEY, site: 'datadoghq.eu', apiUrl: 'http://proxy:8080/dd/' },
    { DD_SITE: 'x' },
  );
  expect(resolved.apiUrl).toBe('http://proxy:8080/dd');
  expect(resolved.logsUrl).toBe('https://http-intake.logs.datadoghq.eu');
});

test('a missing key is refused, with the variable that would do', () => {
  expect(refusal({})).toMatch(/^DATADOG_EXPORTER_OPTIONS_INVALID: .*DD_API_KEY/);
});

test('a key that no header takes is refused without being repeated', () => {
  const said = refusal({ apiKey: `${KEY}\nx` });
  expect(said).toContain('DATADOG_EXPORTER_OPTIONS_INVALID');
  expect(said).not.toContain(KEY);
});

test.each([
  [{ site: 'https://app.datadoghq.com' }, 'site'],
  [{ site: 'app.datadoghq.eu' }, 'site'],
  [{ mlApp: 'My App' }, 'mlApp'],
  [{ apiUrl: 'ftp://x' }, 'apiUrl'],
  [{ tags: 'a' }, 'tags'],
])('%j is refused', (options, key) => {
  const said = refusal({ apiKey: KEY, ...options });
  expect(said).toMatch(new RegExp(`^DATADOG_EXPORTER_OPTIONS_INVALID: .*${key}`));
  expect(said).not.toContain(KEY);
});

test('delivery options of the exporter are checked too', () => {
  expect(() => new DatadogExporter({ apiKey: KEY, maxBatchSize: 0 })).toThrow(/maxBatchSize/);
});

test('a service name becomes a name that LLM Observability takes', () => {
  expect(mlAppOf('My  Shop (EU)')).toBe('my_shop_eu');
  expect(mlAppOf('')).toBe('mastra');
});
