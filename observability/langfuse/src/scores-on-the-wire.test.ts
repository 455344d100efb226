import type { ExportedFeedback, ExportedScore } from '@mastra/core/observability';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Application } from './testing/application.ts';
import { LangfuseServer, type LangfuseServerOptions } from './testing/langfuse-server.ts';

let server: LangfuseServer;
let application: Application;

async function start(options?: LangfuseServerOptions) {
  await stop();
  server = await new LangfuseServer(options).start();
  application = new Application(server);
}
async function stop() {
  await application?.stop();
  await server?.stop();
}
beforeEach(() => start());
afterEach(stop);

const TRACE = '69a42d40000000000000000000000a11';
const SPAN = '00000000000000aa';

function score(id: string, more: Partial<ExportedScore> = {}): void {
  application.exporter.onScoreEvent({
    type: 'score',
    score: {
      scoreId: id,
      timestamp: new Date('2026-03-01T12:00:00.123Z'),
      scorerId: 'relevance',
      score: 0.5,
      traceId: TRACE,
      ...more,
    },
  });
}

function feedback(id: string, more: Partial<ExportedFeedback> = {}): void {
  application.exporter.onFeedbackEvent({
    type: 'feedback',
    feedback: {
      feedbackId: id,
      timestamp: new Date('2026-03-01T12:00:00.123Z'),
      feedbackType: 'rating',
      feedbackSource: 'user',
      value: 5,
      traceId: TRACE,
      ...more,
    },
  });
}

describe('a score', () => {
  test('is on its observation, with reason, metadata and time', async () => {
    score('score-1', {
      spanId: SPAN,
      scorerVersion: '2',
      reason: 'off topic',
      scoreTraceId: 'b'.repeat(32),
      metadata: { judge: 'gpt-5' },
      correlationContext: {
        environment: 'Production',
        sessionId: 'session-1',
        entityType: 'agent',
        entityName: 'weather',
        runId: 'run-1',
        experimentId: 'exp-1',
      },
    });
    await application.drain();
    expect(server.scores).toEqual([
      {
        timestamp: '2026-03-01T12:00:00.123Z',
        body: {
          id: 'score-1',
          name: 'relevance',
          value: 0.5,
          dataType: 'NUMERIC',
          comment: 'off topic',
          environment: 'production',
          traceId: TRACE,
          observationId: SPAN,
          metadata: {
            entityType: 'agent',
            entityName: 'weather',
            runId: 'run-1',
            experimentId: 'exp-1',
            scorerVersion: '2',
            scoreTraceId: 'b'.repeat(32),
            judge: 'gpt-5',
          },
        },
      },
    ]);
  });

  test('of a live span is on that span', async () => {
    const span = application.instance.startSpan({ type: 'generic', name: 'judged' });
    span.addScore({ scorerId: 'tone', score: 1, scoreId: 'mine' });
    span.end();
    await application.drain();
    expect(server.scores.map(({ body }) => [body.id, body.traceId, body.observationId])).toEqual([
      ['mine', span.traceId, span.id],
    ]);
  });

  test.each([
    ['its trace', { spanId: undefined }, { traceId: TRACE }],
    ['its session', { traceId: undefined, correlationContext: { sessionId: 's-1' } }, { sessionId: 's-1' }],
    ['its thread', { traceId: undefined, correlationContext: { threadId: 't-1' } }, { sessionId: 't-1' }],
  ] as const)('without a span is on %s', async (_, given, target) => {
    score('score-1', given);
    await application.drain();
    const { traceId, sessionId, observationId } = server.scores[0]!.body;
    expect({ traceId, sessionId, observationId }).toEqual({
      traceId: undefined,
      sessionId: undefined,
      observationId: undefined,
      ...target,
    });
  });

  test('of nothing goes to quarantine with what is missing, and holds nobody up', async () => {
    score('homeless', { traceId: undefined });
    score('at-home');
    await application.drain();
    expect(server.scores.map(({ body }) => body.id)).toEqual(['at-home']);
    expect(application.ledger.score).toMatchObject({ emitted: 2, delivered: 1, quarantined: 1, queued: 0 });
    expect(application.exporter.quarantined()[0]!.reason).toMatch(/score homeless belongs to no trace and no session/);
  });
});

describe('feedback', () => {
  test.each([
    ['a number', { value: 4 }, { value: 4, dataType: 'NUMERIC' }],
    ['a word', { feedbackType: 'thumbs', value: 'up' }, { value: 'up', dataType: 'CATEGORICAL' }],
    ['a truth', { value: 'true' }, { value: 1, dataType: 'BOOLEAN' }],
    ['an untruth', { value: 'false' }, { value: 0, dataType: 'BOOLEAN' }],
    ['a comment', { feedbackType: 'comment', value: 'Nice!' }, { value: 'Nice!', dataType: 'TEXT' }],
    ['long words', { value: 'w'.repeat(101) }, { value: 'w'.repeat(101), dataType: 'TEXT' }],
    ['a correction', { feedbackType: 'correction', value: '22 °C' }, { value: '22 °C', dataType: 'CORRECTION' }],
  ] as const)('of %s has the type that fits', async (_, given, expected) => {
    feedback('fb-1', given);
    await application.drain();
    expect(server.scores[0]!.body).toMatchObject(expected);
  });

  test('too long for a text keeps the whole of it in its comment', async () => {
    const long = `${'word '.repeat(200)}👋`;
    feedback('fb-1', { feedbackType: 'comment', value: long, comment: 'thanks' });
    await application.drain();
    const { value, comment, dataType } = server.scores[0]!.body;
    expect(dataType).toBe('TEXT');
    expect(String(value)).toHaveLength(500);
    expect(comment).toBe(`${long}\n\nthanks`);
  });

  test('says whose it is and of which message', async () => {
    feedback('fb-1', { feedbackUserId: 'u-9', messageId: 'm-1', comment: 'so-so', metadata: { page: '/chat' } });
    await application.drain();
    expect(server.scores[0]!.body).toEqual({
      id: 'fb-1',
      name: 'rating',
      value: 5,
      dataType: 'NUMERIC',
      comment: 'so-so',
      traceId: TRACE,
      metadata: { feedbackSource: 'user', feedbackUserId: 'u-9', messageId: 'm-1', page: '/chat' },
    });
  });
});

describe('a batch of scores', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `score-${i}`);
  const arrivedIds = () => server.scores.map(({ body }) => body.id);

  test('is one request up to a hundred', async () => {
    for (const id of ids(250)) score(id);
    await application.drain();
    expect(arrivedIds()).toEqual(ids(250));
    expect(server.requestsTo('/api/public/ingestion')).toHaveLength(3);
    expect(application.ledger.score).toMatchObject({ emitted: 250, delivered: 250 });
  });

  test('with one that Langfuse refuses brings the others, each once', async () => {
    server.refusals.set('score-3', 400);
    for (const id of ids(10)) score(id);
    await application.drain();
    expect(arrivedIds()).toEqual(ids(10).filter(id => id !== 'score-3'));
    expect(application.ledger.score).toMatchObject({ emitted: 10, delivered: 9, quarantined: 1, queued: 0 });
    expect(application.exporter.quarantined()[0]!.reason).toMatch(/answered 400 to the score score-3/);
  });

  test.each([429, 401, 503])('with one that is answered %i keeps that one until it is taken', async status => {
    server.refusals.set('score-3', status);
    for (const id of ids(5)) score(id);
    await application.observability.flush({ timeoutMs: 1000 });
    expect(application.ledger.score!.queued).toBeGreaterThan(0);
    server.refusals.clear();
    await application.drain();
    expect(arrivedIds()).toEqual(['score-0', 'score-1', 'score-2', 'score-4', 'score-3']);
    expect(application.ledger.score).toMatchObject({ emitted: 5, delivered: 5, quarantined: 0 });
  });

  test('with one that Langfuse stumbles over puts that one aside, to be sent again when asked', async () => {
    server.refusals.set('score-3', 500);
    for (const id of ids(5)) score(id);
    await application.drain();
    expect(application.ledger.score).toMatchObject({ delivered: 4, quarantined: 1 });
    server.refusals.clear();
    application.exporter.redrive();
    await application.drain();
    expect(arrivedIds()).toEqual(['score-0', 'score-1', 'score-2', 'score-4', 'score-3']);
    expect(application.ledger.score).toMatchObject({ emitted: 5, delivered: 5, quarantined: 0 });
  });

  test.each([401, 403])('waits at %i without a word about the keys', async status => {
    await server.behave({ kind: 'status', status });
    score('score-1');
    feedback('fb-1');
    for (let i = 0; i < 3; i++) await application.observability.flush({ timeoutMs: 1000 });
    expect(application.warnings).toHaveLength(1);
    expect(application.warnings[0]).toContain(`answered ${status} (check the keys)`);
    expect(application.warnings[0]).not.toMatch(/sk-lf|pk-lf/);
    await server.behave(undefined);
    await application.drain();
    expect(arrivedIds().sort()).toEqual(['fb-1', 'score-1']);
  });

  test('keeps to the pause that a 429 asks for', async () => {
    await server.behave({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    score('score-1');
    for (let i = 0; i < 3; i++) await application.observability.flush({ timeoutMs: 100 });
    expect(server.requestCount).toBe(1);
    expect(application.ledger.score).toMatchObject({ queued: 1, delivered: 0 });
  });

  test('waits where nobody listens', async () => {
    await server.behave({ kind: 'refuse' });
    score('score-1');
    await application.observability.flush({ timeoutMs: 1000 });
    expect(application.ledger.score).toMatchObject({ queued: 1, quarantined: 0 });
    await server.behave(undefined);
    await application.drain();
    expect(arrivedIds()).toEqual(['score-1']);
  });

  test('goes one by one to a server that takes no batches', async () => {
    await start({ takesBatches: false });
    for (const id of ids(7)) score(id);
    await application.drain();
    for (const id of ['more-1', 'more-2']) score(id);
    await application.drain();
    expect(arrivedIds().sort()).toEqual([...ids(7), 'more-1', 'more-2'].sort());
    // The batch is offered once.
    expect(server.requestsTo('/api/public/ingestion')).toHaveLength(1);
    expect(application.ledger.score).toMatchObject({ emitted: 9, delivered: 9 });
  });

  test('one by one keeps what is refused apart as well', async () => {
    await start({ takesBatches: false });
    server.refusals.set('score-2', 422);
    for (const id of ids(4)) score(id);
    await application.drain();
    expect(arrivedIds().sort()).toEqual(['score-0', 'score-1', 'score-3']);
    expect(application.ledger.score).toMatchObject({ delivered: 3, quarantined: 1, queued: 0 });
  });
});
