import { MastraError } from '@mastra/core/error';
import { end, spanOf } from '@mastra/exporter-conformance';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LangSmithExporter } from './exporter.ts';
import type { LangSmithExporterOptions } from './options.ts';
import { API_KEY, FakeLangSmith } from './testing/fake-langsmith.ts';
import { open } from './testing/open.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function failureOf(options: unknown): MastraError {
  try {
    new LangSmithExporter(options as LangSmithExporterOptions);
  } catch (error) {
    if (MastraError.is(error)) return error;
  }
  throw new Error('no MastraError was thrown');
}

describe('the way to LangSmith', () => {
  test.each([
    ['a redirection', { status: 302, headers: { location: '/elsewhere' } }, 'answered 302'],
    ['a web page', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } }, 'something else at'],
  ])('does not take %s for an acknowledgement', async (_, answer, text) => {
    const langsmith = await FakeLangSmith.start();
    await langsmith.behave({ kind: 'status', ...answer });
    const exporter = open(langsmith);
    end(exporter, spanOf('00000000000000a1'));
    await exporter.flush({ timeoutMs: 200 });
    expect(exporter.health().signals.tracing).toMatchObject({ queued: 1, delivered: 0, quarantined: 0 });
    expect(exporter.health().lastError).toContain(text);
    await langsmith.stop();
  });
});

describe('the options of LangSmithExporter', () => {
  test('come from the environment variables of the vendor', async () => {
    const langsmith = await FakeLangSmith.start();
    vi.stubEnv('LANGSMITH_API_KEY', API_KEY);
    vi.stubEnv('LANGSMITH_ENDPOINT', `${langsmith.url}/`);
    vi.stubEnv('LANGSMITH_PROJECT', 'from-env');
    vi.stubEnv('LANGSMITH_WORKSPACE_ID', 'w-7');
    vi.stubEnv('LANGSMITH_HIDE_INPUTS', 'true');
    const exporter = new LangSmithExporter();
    end(exporter, spanOf('00000000000000a1', { input: 'secret' }));
    expect(await exporter.flush()).toEqual({ delivered: 1, failed: 0, pending: 0 });
    expect([...langsmith.runs.values()][0]).toMatchObject({ session_name: 'from-env', inputs: {} });
    expect(langsmith.accepted[0]!.headers['x-tenant-id']).toBe('w-7');
    await langsmith.stop();
  });

  test('need a key, and say where it may come from', () => {
    for (const name of ['LANGSMITH_API_KEY', 'LANGCHAIN_API_KEY']) vi.stubEnv(name, '');
    const { code, message } = failureOf({});
    expect(code).toBe('LANGSMITH_EXPORTER_OPTIONS_INVALID');
    expect(message).toContain('LANGSMITH_API_KEY');
  });

  test.each([
    [{ apiKey: 'k', apiUrl: 'smith.langchain.com' }, 'apiUrl: expected an http or https URL'],
    [{ apiKey: 'k', project: '' }, 'project: '],
    [{ apiKey: 'k', hideInputs: 'yes' }, 'hideInputs: '],
  ])('of %j are refused', (options, text) => {
    const { code, message } = failureOf(options);
    expect(code).toBe('LANGSMITH_EXPORTER_OPTIONS_INVALID');
    expect(message).toContain(text);
  });

  test('that are for every exporter are checked as everywhere', () => {
    expect(failureOf({ apiKey: 'k', spanFilter: 'yes' }).code).toBe('EXPORTER_OPTIONS_INVALID');
    expect(failureOf({ apiKey: 'k', excludeSpanTypes: 7 }).code).toBe('EXPORTER_OPTIONS_INVALID');
  });
});
