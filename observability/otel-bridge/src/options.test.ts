import { readFileSync } from 'node:fs';
import { MastraError } from '@mastra/core';
import { Observability } from '@mastra/observability';
import { expect, test } from 'vitest';
import { OtelBridge } from './index.ts';
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.ts';

const thrown = (work: () => unknown): MastraError => {
  try {
    work();
  } catch (error) {
    if (MastraError.is(error)) return error;
  }
  throw new Error('no MastraError was thrown');
};

test('a mistake in the options is one clear error', () => {
  const wrong = { tracerProvider: {}, includeContents: true, includeContent: 'yes' } as never;
  const { code, message } = thrown(() => new OtelBridge(wrong));
  expect(code).toBe('OTEL_BRIDGE_OPTIONS_INVALID');
  expect(message).toMatch(/tracerProvider: expected a tracer provider/);
  expect(message).toMatch(/includeContent:/);
  expect(message).toMatch(/includeContents/);
});

test('the configuration takes a bridge and nothing else in its place', () => {
  expect(() => new Observability({ serviceName: 'x', bridge: new OtelBridge() })).not.toThrow();
  const { code, message } = thrown(() => new Observability({ serviceName: 'x', bridge: OtelBridge as never }));
  expect(code).toBe('OBSERVABILITY_CONFIG_INVALID');
  expect(message).toMatch(/bridge: expected a bridge/);
});

test('what the scope says of itself is what the package says', () => {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  expect([PACKAGE_NAME, PACKAGE_VERSION]).toEqual([name, version]);
});
