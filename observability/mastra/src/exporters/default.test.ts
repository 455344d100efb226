import { InMemoryStore, MastraCompositeStore, type ObservabilityStorage } from '@mastra/core/storage';
import { describe, expect, it } from 'vitest';
import { imbalance } from '../delivery/ledger.ts';
import { Observability } from '../instances/observability.ts';
import { RecordingLogger } from '../testing/destination.ts';
import { DefaultExporter } from './default.ts';

function application(
  storage: MastraCompositeStore,
  exporter = new DefaultExporter({ retry: { initialDelayMs: 1, maxDelayMs: 1 } }),
) {
  const logger = new RecordingLogger();
  const observability = new Observability({ serviceName: 'test', exporters: [exporter], logLevel: 'debug' });
  observability.attach({ storage, logger });
  return { observability, instance: observability.getDefaultInstance(), exporter, logger };
}

async function domain(store: MastraCompositeStore): Promise<ObservabilityStorage> {
  return (await store.getStore('observability'))!;
}

/** Counts a failure down on every opening, then is a store like any other. */
class LateStore extends MastraCompositeStore {
  readonly #inner = new InMemoryStore();
  readonly domains = {};
  failures = 2;

  constructor() {
    super({ name: 'late' });
  }

  override async getStore(name: 'observability') {
    if (this.failures-- > 0) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return this.#inner.getStore(name);
  }
}

describe('DefaultExporter', () => {
  it('stores all five signals, flat, each under its own id, and a span once', async () => {
    const store = new InMemoryStore();
    const { observability, instance } = application(store);
    const root = instance.startSpan({
      type: 'tool_call',
      name: 'a',
      entityType: 'tool',
      entityId: 't',
      input: { x: 1 },
      tracingOptions: { sessionId: 's', tags: ['t1'] },
    });
    root.logger.debug('hello', { a: 1 });
    root.metrics.gauge('depth').set(-3);
    root.addScore([
      { scorerId: 'q', score: 0.5 },
      { scorerId: 'r', score: 1 },
    ]);
    root.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
    root.end({ output: 'done' });
    await expect(observability.flush()).resolves.toMatchObject({ failed: 0, pending: 0 });

    const db = await domain(store);
    const trace = (await db.getTrace({ traceId: root.traceId }))!;
    expect(trace.spans).toHaveLength(1);
    expect(trace.spans[0]).toMatchObject({
      spanId: root.id,
      spanType: 'tool_call',
      status: 'success',
      input: { x: 1 },
      output: 'done',
      sessionId: 's',
      tags: ['t1'],
      entityId: 't',
    });
    const bySession = { filters: { sessionId: 's' }, pagination: { page: 0, perPage: 100 } };
    expect((await db.listLogs(bySession)).logs).toMatchObject([
      { message: 'hello', level: 'debug', data: { a: 1 }, traceId: root.traceId, spanId: root.id },
    ]);
    expect((await db.listMetrics(bySession)).metrics.map(metric => metric.name).sort()).toEqual([
      'depth',
      'mastra_feedback_total',
      'mastra_scores_total',
      'mastra_scores_total',
      'mastra_tool_calls_ended',
      'mastra_tool_calls_started',
      'mastra_tool_duration_ms',
    ]);
    expect((await db.listScores(bySession)).scores.map(score => score.scorerId).sort()).toEqual(['q', 'r']);
    expect((await db.listFeedback(bySession)).feedback).toMatchObject([{ value: 'up', traceId: root.traceId }]);
    for (const ledger of Object.values(observability.health().exporters.default!.signals)) {
      expect(imbalance(ledger)).toBe(0);
      expect(ledger.emitted).toBe(ledger.delivered);
    }
  });

  it('shows a running span after a flush, and then its end', async () => {
    const store = new InMemoryStore();
    const { observability, instance } = application(store);
    const root = instance.startSpan({ type: 'generic', name: 'a' });
    await observability.flush();
    const db = await domain(store);
    expect((await db.getRootSpan({ traceId: root.traceId }))!.span.status).toBe('running');
    root.error({ error: new Error('x') });
    await observability.flush();
    expect((await db.getRootSpan({ traceId: root.traceId }))!.span).toMatchObject({
      status: 'error',
      error: { message: 'x' },
    });
  });

  it('keeps what it has while the store is down from the start', async () => {
    const store = new LateStore();
    const { observability, instance, logger } = application(store);
    const span = instance.startSpan({ type: 'generic', name: 'a' });
    span.end();
    let result = await observability.flush();
    for (let i = 0; i < 5 && result.pending > 0; i++) result = await observability.flush();
    expect(result.pending).toBe(0);
    expect(await (await domain(store)).getTrace({ traceId: span.traceId })).not.toBeNull();
    expect(logger.warnings).toHaveLength(1);
    expect(observability.health().status).toBe('ok');
  });

  it('quarantines the one record that the store refuses', async () => {
    const store = new InMemoryStore();
    const { observability, instance, exporter } = application(store);
    for (let i = 0; i < 50; i++) instance.getLoggerContext(undefined).info(`log ${i}`);
    instance.emit({ type: 'log', log: { logId: '', timestamp: new Date(), level: 'info', message: 'no id' } });
    await observability.flush();
    expect(observability.health().exporters.default!.signals.log).toMatchObject({
      delivered: 50,
      quarantined: 1,
      queued: 0,
    });
    expect(exporter.quarantined()[0]!.reason).toContain('logId');
    expect((await (await domain(store)).listLogs({ limit: 100 })).logs).toHaveLength(50);
  });

  it('says once that it has no store, and counts what it cannot take', async () => {
    const logger = new RecordingLogger();
    const observability = new Observability({ serviceName: 'test', exporters: [new DefaultExporter()] });
    observability.attach({ logger });
    observability.getDefaultInstance().startSpan({ type: 'generic', name: 'a' }).end();
    await observability.flush();
    expect(logger.warnings).toHaveLength(1);
    expect(logger.warnings[0]).toContain('no store');
    expect(observability.health().exporters.default!.signals.tracing).toMatchObject({
      emitted: 2,
      dropped: { unsupported: 2 },
    });
  });

  it('is there by default where the application has a store', async () => {
    const store = new InMemoryStore();
    const observability = new Observability({ serviceName: 'test' });
    observability.attach({ storage: store, logger: new RecordingLogger() });
    const span = observability.getDefaultInstance().startSpan({ type: 'generic', name: 'a' });
    span.end();
    await observability.flush();
    expect(await (await domain(store)).getTrace({ traceId: span.traceId })).not.toBeNull();
  });

  it('attaches later judgements to the trace, the latest of a run or a thread', async () => {
    const store = new InMemoryStore();
    const { observability, instance, logger } = application(store);
    const span = instance.startSpan({
      type: 'agent_run',
      name: 'a',
      entityType: 'agent',
      entityId: 'a',
      tracingOptions: { runId: 'r', threadId: 't', userId: 'u' },
    });
    span.end();
    await observability.flush();
    await observability.addFeedback({
      threadId: 't',
      feedbackType: 'thumbs',
      feedbackSource: 'user',
      value: 'down',
      feedbackId: 'once',
    });
    await observability.addFeedback({
      threadId: 't',
      feedbackType: 'thumbs',
      feedbackSource: 'user',
      value: 'down',
      feedbackId: 'once',
    });
    await observability.addScore({ runId: 'r', scorerId: 'q', score: 1 });
    await observability.flush();
    const db = await domain(store);
    expect((await db.listFeedback({ filters: { traceId: span.traceId } })).feedback).toMatchObject([
      { feedbackId: 'once', userId: 'u', entityId: 'a' },
    ]);
    expect((await db.listScores({ filters: { traceId: span.traceId } })).scores).toMatchObject([
      { scorerId: 'q', runId: 'r' },
    ]);
    await observability.addScoreToTrace({ traceId: span.traceId, scorerName: 'old', score: 0.5 });
    await observability.addScoreToTrace({ traceId: span.traceId, scorerName: 'old', score: 0.6 });
    await observability.flush();
    expect((await db.listScores({ filters: { scorerId: 'old' } })).pagination.total).toBe(2);
    expect(logger.warnings.filter(line => line.includes('addScoreToTrace'))).toHaveLength(1);
    await expect(observability.addScore({ scorerId: 'q', score: 1 })).rejects.toThrow(
      /traceId, runId, threadId or messageId/,
    );
    await expect(observability.addScore({ traceId: 'x', scorerId: 'q', score: Number.NaN })).rejects.toThrow(/score/);
  });
});
