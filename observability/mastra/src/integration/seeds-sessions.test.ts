import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SeedApplication, seedApplication } from './seed-application.ts';

/** Six tokens of input, four cached ones and five of output a call, in millionths of a dollar. */
const PRICE = { input: 1, cacheRead: 0.5, output: 2 };
const COST_OF_CALL = (6 * 1 + 4 * 0.5 + 5 * 2) / 1e6;

let app: SeedApplication;
let traceIds: readonly string[];

beforeAll(async () => {
  app = await seedApplication(new DuckDBStore({ path: ':memory:' }), { metrics: { prices: { 'scripted-1': PRICE } } });
  const runs = [await app.ask('Oslo', 's-1'), await app.ask('Atlantis', 's-1'), await app.ask('Bergen', 's-2')];
  traceIds = runs.map(run => run.traceId);
  await app.ask('Nowhere');
});
afterAll(() => app.mastra.shutdown());

describe('sessions and configuration, as seed 001 wants them', () => {
  it('E2E test: SessionId flows through agent → tool → storage', async () => {
    const filters = { traceId: traceIds[0]! };
    const pagination = { perPage: 100 };
    const trace = await app.mastra.getTrace(traceIds[0]!);
    // Also into the workflow that the tool starts, and into the agent that a step of it asks.
    expect(trace?.spans.map(span => span.name)).toEqual(
      expect.arrayContaining([
        "agent run: 'weather'",
        "tool: 'get-weather'",
        "workflow run: 'advice'",
        "workflow step: 'dress'",
        "agent run: 'stylist'",
      ]),
    );
    const [{ logs }, { metrics }, { scores }, { feedback }] = await Promise.all([
      app.store.listLogs({ filters, pagination }),
      app.store.listMetrics({ filters, pagination }),
      app.store.listScores({ filters, pagination }),
      app.store.listFeedback({ filters, pagination }),
    ]);
    for (const signal of [trace!.spans, logs, metrics, scores, feedback]) {
      expect(signal.length).toBeGreaterThan(0);
      expect(new Set(signal.map(one => one.sessionId))).toEqual(new Set(['s-1']));
    }
  });

  it('E2E test: Query traces by sessionId', async () => {
    const tracesOf = async (sessionId: string) => {
      const { spans, pagination } = await app.store.listTraces({
        filters: { sessionId },
        orderBy: { direction: 'ASC' },
        pagination: { page: 0, perPage: 20 },
      });
      expect(pagination.total).toBe(spans.length);
      return spans.map(span => span.traceId);
    };
    expect(await tracesOf('s-1')).toEqual(traceIds.slice(0, 2));
    expect(await tracesOf('s-2')).toEqual(traceIds.slice(2));
    expect(await tracesOf('s-3')).toEqual([]);
  });

  it('E2E test: Query logs by sessionId', async () => {
    const { logs } = await app.store.listLogs({ filters: { sessionId: 's-1' }, orderBy: { direction: 'ASC' } });
    expect(logs.map(log => log.message)).toEqual([
      'looking up the weather in Oslo',
      'asking the stylist',
      'looking up the weather in Atlantis',
    ]);
  });

  it('E2E test: Sessions are listed with their traces, tokens, cost, errors and scores', async () => {
    const { sessions } = await app.store.listSessions({ orderBy: { field: 'firstAt', direction: 'ASC' } });
    expect(sessions).toMatchObject([
      // Two calls of the weather's model in each trace, one of the stylist's where there was weather.
      { sessionId: 's-1', traceCount: 2, inputTokens: 50, outputTokens: 25, errorCount: 1, scoreCount: 2 },
      { sessionId: 's-2', traceCount: 1, inputTokens: 30, outputTokens: 15, errorCount: 0, scoreCount: 1 },
    ]);
    expect(sessions.map(session => session.costUsd)).toEqual([
      expect.closeTo(5 * COST_OF_CALL, 12),
      expect.closeTo(3 * COST_OF_CALL, 12),
    ]);
    expect(sessions[0]!.lastAt.getTime()).toBeGreaterThanOrEqual(sessions[0]!.firstAt.getTime());
  });

  it('E2E test: Old logger config works with deprecation warning', async () => {
    const { stdout, stderr } = await program(`
      import { Mastra } from '@mastra/core';
      import { createConsoleLogger } from '@mastra/core/logger';
      import { InMemoryExporter } from '@mastra/observability';
      const levels = ['debug', 'info', 'warn'];
      const heardWith = logger => {
        const memory = new InMemoryExporter();
        const mastra = new Mastra({ logger, observability: { serviceName: 'old', exporters: [memory] } });
        for (const level of levels) mastra.logger[level](level);
        return memory.logs.map(log => log.level);
      };
      const heard = [heardWith('debug'), heardWith(createConsoleLogger('warn')), heardWith(undefined)];
      console.log(JSON.stringify(heard));
    `);
    const heard = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as unknown;
    expect(heard).toEqual([['debug', 'info', 'warn'], ['warn'], ['info', 'warn']]);
    expect(`${stdout}${stderr}`.match(/`logger` option .* deprecated/g)).toHaveLength(1);
  });

  it('E2E test: New observability config works', async () => {
    const { stdout, stderr } = await program(`
      import { Mastra } from '@mastra/core';
      import { InMemoryExporter } from '@mastra/observability';
      const memory = new InMemoryExporter();
      const mastra = new Mastra({
        observability: {
          serviceName: 'my-app',
          environment: 'production',
          logLevel: 'debug',
          exporters: [memory],
          sampling: { type: 'always' },
          processors: [],
          metrics: { cardinality: { blockedLabels: ['city'] } },
          organizationId: 'acme',
          userId: 'u-1',
          defaultSessionId: 'cli',
        },
      });
      const span = mastra.observability.getDefaultInstance().createSpan('job');
      span.logger.debug('working');
      span.metrics.counter('jobs').add(1, { city: 'Oslo', queue: 'mail' });
      span.end();
      const { serviceName, environment, organizationId, userId, sessionId } = memory.spans[0];
      const labels = memory.metricsNamed('jobs')[0].labels;
      console.log(JSON.stringify([
        { serviceName, environment, organizationId, userId, sessionId }, labels, memory.logs[0].correlationContext.sessionId,
      ]));
    `);
    const [span, labels, session] = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as unknown[];
    expect(span).toEqual({
      serviceName: 'my-app',
      environment: 'production',
      organizationId: 'acme',
      userId: 'u-1',
      sessionId: 'cli',
    });
    expect(labels).toEqual({ queue: 'mail' });
    expect(session).toBe('cli');
    expect(`${stdout}${stderr}`).not.toMatch(/deprecated/);
  });
});

/** Runs a program in a process of its own: what is said once in a process is said there. */
function program(source: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const args = ['--conditions=mastra-source', '--input-type=module', '--eval', source];
  return promisify(execFile)(process.execPath, args, { cwd });
}
