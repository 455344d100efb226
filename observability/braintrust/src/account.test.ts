import { MastraError } from '@mastra/core/error';
import { end, spanOf } from '@mastra/exporter-conformance';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BraintrustExporter } from './exporter.ts';
import type { BraintrustExporterOptions } from './options.ts';
import { API_KEY, FakeBraintrust } from './testing/fake-braintrust.ts';
import { open } from './testing/open.ts';

let braintrust: FakeBraintrust;

beforeEach(async () => {
  braintrust = await FakeBraintrust.start();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await braintrust.stop();
});

describe('the way to Braintrust', () => {
  test('logs in and looks the project up once', async () => {
    const exporter = open(braintrust);
    for (const id of ['00000000000000a1', '00000000000000b2']) {
      end(exporter, spanOf(id));
      await exporter.flush();
    }
    expect(braintrust.asides).toEqual(['/api/apikey/login', '/v1/project']);
    expect(exporter.health().signals.tracing.delivered).toBe(2);
  });

  test('asks nobody where address and project are given', async () => {
    const exporter = open(braintrust, { apiUrl: `${braintrust.url}/`, projectId: 'p-7' });
    end(exporter, spanOf('00000000000000a1'));
    await exporter.flush();
    expect(braintrust.asides).toEqual([]);
    expect(braintrust.written[0]!.project_id).toBe('p-7');
  });

  test('takes the environment variables of the vendor', async () => {
    vi.stubEnv('BRAINTRUST_API_KEY', API_KEY);
    vi.stubEnv('BRAINTRUST_API_URL', braintrust.url);
    const exporter = new BraintrustExporter({ projectId: 'p-7' });
    end(exporter, spanOf('00000000000000a1'));
    expect(await exporter.flush()).toEqual({ delivered: 1, failed: 0, pending: 0 });
  });

  test('keeps what it has while the key is refused at the log-in', async () => {
    const exporter = open(braintrust, { apiKey: 'wrong-secret' });
    end(exporter, spanOf('00000000000000a1'));
    await exporter.flush({ timeoutMs: 200 });
    const { signals, lastError } = exporter.health();
    expect(signals.tracing.queued).toBe(1);
    expect(lastError).toContain('Braintrust (log-in) answered 401');
    expect(lastError).not.toContain('wrong-secret');
  });

  test('says which organizations a key has when another is asked for', async () => {
    const exporter = open(braintrust, { orgName: 'third' });
    end(exporter, spanOf('00000000000000a1'));
    await exporter.flush({ timeoutMs: 200 });
    expect(exporter.health().lastError).toContain("'third', but to: first, second");
    expect(exporter.health().signals.tracing).toMatchObject({ queued: 1, quarantined: 0 });
  });

  test.each([
    ['a redirection', { status: 302, headers: { location: '/elsewhere' } }, 'answered 302'],
    ['a web page', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } }, 'something else at'],
  ])('does not take %s for an acknowledgement', async (_, answer, text) => {
    await braintrust.behave({ kind: 'status', ...answer });
    const exporter = open(braintrust);
    end(exporter, spanOf('00000000000000a1'));
    await exporter.flush({ timeoutMs: 200 });
    expect(exporter.health().signals.tracing).toMatchObject({ queued: 1, delivered: 0, quarantined: 0 });
    expect(exporter.health().lastError).toContain(text);
  });

  test('splits what is too much for one request', async () => {
    const exporter = open(braintrust);
    const text = 'x'.repeat(1_200_000);
    end(
      exporter,
      ...[1, 2, 3, 4, 5].map(n => spanOf(`000000000000000${n}`, { parentSpanId: 'f'.repeat(16), input: text })),
    );
    expect(await exporter.flush()).toEqual({ delivered: 5, failed: 0, pending: 0 });
    expect(braintrust.requestCount).toBe(3);
    expect(braintrust.rows.size).toBe(5);
  });

  test('takes the detour that the server offers for a row above its limit', async () => {
    const limited = await FakeBraintrust.start({ maxBytes: 4_000_000 });
    const exporter = open(limited);
    const output = 'é'.repeat(2_500_000);
    end(exporter, spanOf('00000000000000a1', { output }));
    expect(await exporter.flush()).toEqual({ delivered: 1, failed: 0, pending: 0 });
    expect(limited.uploads.size).toBe(1);
    expect([...limited.rows.values()][0]!.output).toBe(output);
    await limited.stop();
  });

  test('sends logs only where asked to', async () => {
    expect(open(braintrust).onLogEvent).toBeUndefined();
    const exporter = open(braintrust, { logs: true });
    const log = { logId: 'l-1', timestamp: new Date(1000), level: 'warn', message: 'slow', data: { ms: 7 } } as const;
    exporter.onLogEvent!({ type: 'log', log: { ...log, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) } });
    await exporter.flush();
    expect(braintrust.rows.get('log:l-1')).toMatchObject({
      root_span_id: 'a'.repeat(32),
      span_parents: ['b'.repeat(16)],
      span_attributes: { name: 'slow', type: 'log', log_level: 'warn' },
      output: { message: 'slow', data: { ms: 7 } },
    });
  });
});

describe('the options of BraintrustExporter', () => {
  const failureOf = (options: unknown): MastraError => {
    try {
      new BraintrustExporter(options as BraintrustExporterOptions);
    } catch (error) {
      if (MastraError.is(error)) return error;
    }
    throw new Error('no MastraError was thrown');
  };

  test('need a key, and say where it may come from', () => {
    vi.stubEnv('BRAINTRUST_API_KEY', '');
    const { code, message } = failureOf({});
    expect(code).toBe('BRAINTRUST_EXPORTER_OPTIONS_INVALID');
    expect(message).toContain('BRAINTRUST_API_KEY');
  });

  test.each([
    [{ apiKey: 'k', project: 'a', projectId: 'b' }, 'not both'],
    [{ apiKey: 'k', appUrl: 'braintrust.dev' }, 'appUrl: expected an http or https URL (given: "braintrust.dev")'],
    [{ apiKey: 'k', logs: 'yes' }, 'logs: '],
  ])('of %j are refused', (options, text) => {
    const { code, message } = failureOf(options);
    expect(code).toBe('BRAINTRUST_EXPORTER_OPTIONS_INVALID');
    expect(message).toContain(text);
  });

  test('that are for every exporter are checked as everywhere', () => {
    expect(failureOf({ apiKey: 'k', spanFilter: 'yes' }).code).toBe('EXPORTER_OPTIONS_INVALID');
    expect(failureOf({ apiKey: 'k', excludeSpanTypes: 7 }).code).toBe('EXPORTER_OPTIONS_INVALID');
  });
});
