import { MastraError } from '@mastra/core/error';
import { describe, expect, test } from 'vitest';
import { LangfuseExporter } from './exporter.ts';
import { type LangfuseExporterOptions, resolveOptions } from './options.ts';

const keys = { publicKey: 'pk-lf-1', secretKey: 'sk-lf-1' };

function errorOf(run: () => unknown): MastraError {
  try {
    run();
  } catch (error) {
    if (MastraError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the options of LangfuseExporter', () => {
  test('come from the usual environment variables', () => {
    const { own } = resolveOptions(
      {},
      {
        LANGFUSE_PUBLIC_KEY: 'pk-lf-e',
        LANGFUSE_SECRET_KEY: 'sk-lf-e',
        LANGFUSE_BASE_URL: 'https://us.cloud.langfuse.com/',
        LANGFUSE_TRACING_ENVIRONMENT: 'staging',
        LANGFUSE_RELEASE: 'abc',
      },
    );
    expect(own).toEqual({
      publicKey: 'pk-lf-e',
      secretKey: 'sk-lf-e',
      baseUrl: 'https://us.cloud.langfuse.com',
      environment: 'staging',
      release: 'abc',
      version: undefined,
      headers: undefined,
      timeoutMs: 30_000,
    });
  });

  test.each([
    [{ LANGFUSE_HOST: 'http://h:1' }, 'http://h:1'],
    [{ LANGFUSE_BASEURL: 'http://b:1', LANGFUSE_HOST: 'http://h:1' }, 'http://b:1'],
    [{ LANGFUSE_BASE_URL: '', LANGFUSE_HOST: 'http://h:1' }, 'http://h:1'],
    [{}, 'https://cloud.langfuse.com'],
  ])('find the address in %j', (env, baseUrl) => {
    expect(resolveOptions(keys, env).own.baseUrl).toBe(baseUrl);
  });

  test('that are given win over the environment', () => {
    const env = { LANGFUSE_PUBLIC_KEY: 'pk-lf-e', LANGFUSE_SECRET_KEY: 'sk-lf-e', LANGFUSE_RELEASE: 'abc' };
    const { own } = resolveOptions({ ...keys, release: 'mine' }, env);
    expect(own).toMatchObject({ ...keys, release: 'mine' });
  });

  test('without keys name the variables that would do', () => {
    const error = errorOf(() => resolveOptions({}, {}));
    expect(error.code).toBe('LANGFUSE_EXPORTER_OPTIONS_INVALID');
    expect(error.message).toMatch(/publicKey.*LANGFUSE_PUBLIC_KEY.*secretKey.*LANGFUSE_SECRET_KEY/s);
  });

  test('with the keys exchanged say so and repeat neither', () => {
    const error = errorOf(() => new LangfuseExporter({ publicKey: 'sk-lf-hush', secretKey: 'pk-lf-hush' }));
    expect(error.message).toMatch(/exchange them/);
    expect(error.message).not.toContain('hush');
  });

  test.each<[string, LangfuseExporterOptions, RegExp]>([
    ['an address', { baseUrl: 'cloud.langfuse.com' }, /baseUrl: expected the address.*given: "cloud\.langfuse\.com"/],
    ['an environment', { environment: 'Langfuse Prod' }, /environment: expected up to 40 of a-z/],
    ['an empty key', { secretKey: '' }, /secretKey: the secret key \(sk-lf-…\) is empty/],
  ])('refuse %s that cannot be one', (_, given, message) => {
    expect(errorOf(() => new LangfuseExporter({ ...keys, ...given })).message).toMatch(message);
  });

  test('refuse what is no option', () => {
    const error = errorOf(() => new LangfuseExporter({ ...keys, flushAt: 1 } as never));
    expect(error.code).toBe('EXPORTER_OPTIONS_INVALID');
    expect(error.message).toContain('flushAt');
  });
});
