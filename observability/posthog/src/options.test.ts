import { MastraError } from '@mastra/core/error';
import { expect, test } from 'vitest';
import { PosthogExporter } from './exporter.ts';
import { resolveOptions } from './options.ts';

const TOKEN = 'phc_a-token-of-posthog';

function refusal(options: Readonly<Record<string, unknown>>): string {
  try {
    resolveOptions(options, {});
  } catch (error) {
    if (MastraError.is(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing';
}

test('what is not given comes from the environment', () => {
  expect(resolveOptions({}, { POSTHOG_API_KEY: TOKEN, POSTHOG_HOST: 'https://eu.i.posthog.com/' })).toEqual({
    apiKey: TOKEN,
    host: 'https://eu.i.posthog.com',
    privacyMode: false,
    organizationGroup: undefined,
    largeEvents: false,
    logs: true,
    metrics: false,
    joinRemoteTraces: false,
  });
  expect(resolveOptions({}, { POSTHOG_PROJECT_API_KEY: TOKEN })).toMatchObject({
    apiKey: TOKEN,
    host: 'https://us.i.posthog.com',
  });
});

test('a missing token is refused, with the variable that would do', () => {
  expect(refusal({})).toMatch(/^POSTHOG_EXPORTER_OPTIONS_INVALID: .*POSTHOG_API_KEY/);
});

test.each(['phx_a-personal-key', `${TOKEN}\nx`])(
  'a token that cannot work is refused without being repeated',
  apiKey => {
    const said = refusal({ apiKey });
    expect(said).toContain('POSTHOG_EXPORTER_OPTIONS_INVALID');
    expect(said).not.toContain(apiKey.split('\n')[0]);
  },
);

test.each([
  [{ host: 'eu.i.posthog.com' }, 'host'],
  [{ privacyMode: 'yes' }, 'privacyMode'],
  [{ organizationGroup: '' }, 'organizationGroup'],
])('%j is refused', (options, key) => {
  expect(refusal({ apiKey: TOKEN, ...options })).toMatch(new RegExp(`^POSTHOG_EXPORTER_OPTIONS_INVALID: .*${key}`));
});

test('delivery options of the exporter are checked too', () => {
  expect(() => new PosthogExporter({ apiKey: TOKEN, maxBatchSize: 0 })).toThrow(/maxBatchSize/);
});
