import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeSentry, plain } from './testing/fake-sentry.ts';
import { agentRun, type Observed, observed } from './testing/observed.ts';

let sentry: FakeSentry;
const applications: Observed[] = [];

beforeEach(async () => {
  sentry = await new FakeSentry().start();
});
afterEach(async () => {
  await Promise.all(applications.splice(0).map(application => application.stop()));
  await sentry.stop();
  expect(sentry.violations).toEqual([]);
});

/** Requests run side by side, so the order of arrival says nothing. */
const failedSpans = () =>
  sentry
    .payloads('event')
    .map(({ tags }) => tags['mastra.span_name'])
    .sort();

function open(options?: Parameters<typeof observed>[1]): Observed {
  const application = observed(sentry, options);
  applications.push(application);
  return application;
}

describe('errors', () => {
  it('become one issue, at the span where they happened', async () => {
    const application = open({ release: 'shop@1.2.3' });
    const error = Object.assign(new TypeError('no such city'), { code: 'NO_CITY', details: { city: 'Atlantis' } });
    agentRun(application, error);
    await application.observability.flush();
    const issues = sentry.payloads('event');
    expect(issues).toHaveLength(1);
    const tool = sentry.span('gen_ai.execute_tool');
    expect(tool.status).toBe('error');
    expect(tool.plain).toMatchObject({ 'error.type': 'NO_CITY', 'sentry.status.message': 'no such city' });
    expect(issues[0]).toMatchObject({
      level: 'error',
      release: 'shop@1.2.3',
      environment: 'staging',
      transaction: "agent run: 'weather'",
      user: { id: 'user-1' },
      exception: { values: [{ type: 'TypeError', value: 'no such city' }] },
      contexts: {
        trace: { trace_id: tool.trace_id, span_id: tool.span_id, op: 'gen_ai.execute_tool' },
        error_details: { city: 'Atlantis' },
      },
      tags: { 'error.code': 'NO_CITY', 'mastra.entity_name': 'get-weather', 'mastra.run_id': 'run-1' },
    });
    const frames = issues[0]!.exception.values[0]!.stacktrace!.frames;
    expect(frames.at(-1)).toMatchObject({ filename: expect.stringContaining('failures.test.ts'), in_app: true });
  });

  it('are told with what caused them, the cause first', async () => {
    const application = open();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    agentRun(application, new TypeError('fetch failed', { cause }));
    await application.observability.flush();
    expect(sentry.payloads('event')[0]!.exception.values).toMatchObject([
      { value: 'connect ECONNREFUSED', mechanism: { exception_id: 1, parent_id: 0, source: 'cause' } },
      { type: 'TypeError', value: 'fetch failed', mechanism: { exception_id: 0 } },
    ]);
  });

  it('that pass up through their ancestors are the issue of the first of them', async () => {
    const application = open();
    const root = application.instance.startSpan({ type: 'workflow_run', name: 'trip' });
    const step = root.createChildSpan({ type: 'workflow_step', name: 'plan' });
    const error = new Error('out of fuel');
    step.error({ error });
    root.error({ error: new Error(`step 'plan' failed: ${error.message}`) });
    const other = application.instance.startSpan({ type: 'generic', name: 'another trace' });
    other.error({ error });
    await application.observability.flush();
    expect(failedSpans()).toEqual(['another trace', 'plan']);
    expect(sentry.spans.map(({ status }) => status)).toEqual(['error', 'error', 'error']);
  });

  it('that skip a level, or are short, are told apart all the same', async () => {
    const application = open();
    const root = application.instance.startSpan({ type: 'agent_run', name: 'run' });
    const step = root.createChildSpan({ type: 'model_step', name: 'step' });
    step.createChildSpan({ type: 'tool_call', name: 'tool' }).error({ error: new Error('the line is dead') });
    step.createChildSpan({ type: 'tool_call', name: 'other tool' }).error({ error: new Error('') });
    step.end();
    root.createChildSpan({ type: 'tool_call', name: 'third tool' }).error({ error: new Error('a') });
    root.error({ error: new Error('Gave up: the line is dead') });
    const own = application.instance.startSpan({ type: 'agent_run', name: 'another run' });
    own.createChildSpan({ type: 'tool_call', name: 'quiet tool' }).error({ error: new Error('a') });
    own.error({ error: new Error('something else') });
    await application.observability.flush();
    expect(failedSpans()).toEqual(['another run', 'other tool', 'quiet tool', 'third tool', 'tool']);
  });

  it('that somebody wanted are none', async () => {
    const application = open();
    const aborted = application.instance.startSpan({ type: 'agent_run', name: 'aborted' });
    aborted.error({ error: new DOMException('stop', 'AbortError'), endReason: 'aborted' });
    const late = application.instance.startSpan({ type: 'agent_run', name: 'late' });
    late.error({ error: new DOMException('too slow', 'TimeoutError'), endReason: 'timeout' });
    await application.observability.flush();
    expect(failedSpans()).toEqual(['late']);
    const endings = sentry.spans.map(({ status, attributes }) => [status, attributes['mastra.end_reason']?.value]);
    expect(endings.sort()).toEqual([
      ['error', 'timeout'],
      ['ok', 'aborted'],
    ]);
  });

  it('stay on their spans, with the stack, when issues are not wanted', async () => {
    const application = open({ captureErrors: false });
    application.instance.startSpan({ type: 'generic', name: 'fails' }).error({ error: new RangeError('too far') });
    await application.observability.flush();
    expect(sentry.payloads('event')).toEqual([]);
    expect(plain(sentry.spans[0]!.attributes)['exception.stacktrace']).toContain('RangeError: too far\n    at ');
  });

  it('may hold text that is none', async () => {
    const application = open();
    const error = Object.assign(new Error('half a \ud83d'), {
      name: 'Broken\udc00',
      details: { 'k\ud800': ['\ud800'] },
    });
    application.instance.startSpan({ type: 'generic', name: 'a\ud800', metadata: { 'b\ud800': 1 } }).error({ error });
    await application.observability.flush();
    expect(sentry.payloads('event')).toMatchObject([
      { exception: { values: [{ type: 'Broken\ufffd', value: 'half a \ufffd' }] } },
    ]);
    expect(sentry.spans.map(({ name }) => name)).toEqual(['a\ufffd']);
  });

  it('have the same id when they are sent again', async () => {
    const application = open();
    sentry.answers.set('event', { status: 500 });
    application.instance.startSpan({ type: 'generic', name: 'fails' }).error({ error: new Error('once') });
    await application.observability.flush();
    expect(application.observability.health().exporters.sentry!.signals.tracing).toMatchObject({ queued: 1 });
    sentry.answers.clear();
    await application.observability.flush();
    const tried = sentry.envelopes.filter(({ items }) => items[0]![0].type === 'event');
    expect(tried.length).toBeGreaterThanOrEqual(2);
    expect(new Set(tried.map(({ header }) => header.event_id)).size).toBe(1);
    expect(sentry.spans).toHaveLength(1);
  });
});

describe('rate limits', () => {
  it('of one category hold up that category alone', async () => {
    const application = open();
    sentry.answers.set('span', { status: 429, headers: { 'x-sentry-rate-limits': '3600:span:organization' } });
    application.instance.startSpan({ type: 'generic', name: 'limited' }).end();
    await application.observability.flush();
    sentry.answers.clear();
    const requests = sentry.requestCount;
    application.instance.startSpan({ type: 'generic', name: 'limited too' }).end();
    application.instance.getLoggerContext().info('not limited');
    await application.observability.flush({ timeoutMs: 50 });
    expect(sentry.logs.map(({ body }) => body)).toEqual(['not limited']);
    expect(sentry.requestCount).toBe(requests + 1);
    const { tracing, log } = application.observability.health().exporters.sentry!.signals;
    expect({ spans: tracing.queued, logs: log.queued }).toEqual({ spans: 2, logs: 0 });
  });

  it('of errors let the spans go, tell Sentry what was left out, and are told of once', async () => {
    const application = open();
    sentry.answers.set('event', { status: 429, headers: { 'x-sentry-rate-limits': '60:error:key' } });
    for (const name of ['first', 'second']) {
      application.instance.startSpan({ type: 'generic', name }).error({ error: new Error(name) });
      await application.observability.flush();
    }
    expect(sentry.spans.map(({ name }) => name)).toEqual(['first', 'second']);
    const outcome = { reason: 'ratelimit_backoff', category: 'error', quantity: 1 };
    expect(sentry.payloads('client_report').map(({ discarded_events }) => discarded_events)).toEqual([
      [outcome],
      [outcome],
    ]);
    expect(application.warnings).toEqual([expect.stringContaining('takes no errors for 60 s')]);
    expect(application.observability.health().exporters.sentry!.signals.tracing.queued).toBe(0);
  });

  it('without a time are a minute', async () => {
    const application = open();
    await sentry.behave({ kind: 'status', status: 429 });
    application.instance.getLoggerContext().info('limited');
    await application.observability.flush({ timeoutMs: 50 });
    expect(application.warnings).toEqual([expect.stringContaining('no log items for 60 s')]);
  });
});
