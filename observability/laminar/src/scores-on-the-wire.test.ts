import type { ExportedScore, ScoreEvent } from '@mastra/core/observability';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ScoreSender } from './score-sender.ts';
import { Application } from './testing/application.ts';
import { LaminarServer } from './testing/laminar-server.ts';

let server: LaminarServer;
let application: Application;

beforeEach(async () => {
  server = await new LaminarServer().start();
  application = new Application(server);
});
afterEach(async () => {
  await application.stop();
  await server.stop();
});

const TRACE = '69a42d40000000000000000000000a11';
const SPAN = '00000000000000aa';

function score(id: string, more: Partial<ExportedScore> = {}): void {
  application.exporter.onScoreEvent({
    type: 'score',
    score: {
      scoreId: id,
      timestamp: new Date(),
      scorerId: 'relevance',
      score: 0.5,
      traceId: TRACE,
      spanId: SPAN,
      ...more,
    },
  });
}
const ids = () => server.scores.map(({ metadata }) => metadata.scoreId);

describe('a score in Laminar', () => {
  test('is on its span, with what is known of it as metadata', async () => {
    const timestamp = new Date('2026-03-01T12:00:00.123Z');
    score('score-1', { timestamp, reason: 'off topic', scorerVersion: '2', metadata: { judge: 'gpt-5' } });
    await application.drain();
    expect(server.scores).toEqual([
      {
        name: 'relevance',
        score: 0.5,
        source: 'Code',
        spanId: '00000000-0000-0000-0000-0000000000aa',
        metadata: {
          scoreId: 'score-1',
          scoredAt: '2026-03-01T12:00:00.123Z',
          reason: 'off topic',
          scorerVersion: '2',
          judge: 'gpt-5',
        },
      },
    ]);
    expect(server.requestsTo('/v1/evaluators/score')[0]!.headers).toMatchObject({
      authorization: 'Bearer laminar-key',
      'content-type': 'application/json',
    });
  });

  test('without a span is on its trace', async () => {
    score('score-1', { spanId: undefined });
    await application.drain();
    expect(server.scores).toMatchObject([{ traceId: '69a42d40-0000-0000-0000-000000000a11' }]);
    expect(server.scores[0]).not.toHaveProperty('spanId');
  });

  test('of nothing goes to quarantine with what is missing, and holds nobody up', async () => {
    score('homeless', { traceId: undefined, spanId: undefined });
    score('at-home');
    await application.drain();
    expect(ids()).toEqual(['at-home']);
    expect(application.ledger.score).toMatchObject({ emitted: 2, delivered: 1, quarantined: 1 });
    expect(application.exporter.quarantined()[0]!.reason).toMatch(/score homeless belongs to no span and no trace/);
  });

  test('waits for its span, while others are taken once', async () => {
    server.unknown.add('00000000-0000-0000-0000-0000000000bb');
    score('early', { spanId: '00000000000000bb' });
    for (const id of ['a', 'b', 'c']) score(id);
    await application.observability.flush({ timeoutMs: 1000 });
    expect(ids().sort()).toEqual(['a', 'b', 'c']);
    expect(application.ledger.score).toMatchObject({ quarantined: 0 });
    expect(application.ledger.score!.queued).toBeGreaterThan(0);
    server.unknown.clear();
    await application.drain();
    expect(ids().sort()).toEqual(['a', 'b', 'c', 'early']);
    expect(application.ledger.score).toMatchObject({ emitted: 4, delivered: 4 });
  });

  test('whose span never turns up is not waited for for ever', async () => {
    server.unknown.add('00000000-0000-0000-0000-0000000000aa');
    score('overdue', { timestamp: new Date(Date.now() - 16 * 60_000) });
    await application.drain();
    expect(application.ledger.score).toMatchObject({ quarantined: 1, queued: 0 });
    expect(application.exporter.quarantined()[0]!.reason).toMatch(/does not know the span of the score overdue/);
  });

  test('that is refused is put aside, and the others are taken once', async () => {
    await server.behave({ kind: 'poison', marker: 'poisonous' });
    for (const id of ['a', 'b', 'poisonous', 'c', 'd']) score(id);
    await application.drain();
    expect(ids().sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(application.ledger.score).toMatchObject({ emitted: 5, delivered: 4, quarantined: 1, queued: 0 });
  });

  test('that is asked for again before its answer came is sent once', async () => {
    await server.behave({ kind: 'hang' });
    const sender = new ScoreSender({ apiKey: 'k', baseUrl: server.url, timeoutMs: 10_000, scoreDelayMs: 0 });
    const event: ScoreEvent = {
      type: 'score',
      score: { scoreId: 'slow', timestamp: new Date(), scorerId: 'relevance', score: 1, traceId: 'a'.repeat(32) },
    };
    const attempts = [sender.send([event]), sender.send([event])];
    await vi.waitFor(() => expect(server.requestCount).toBe(1));
    sender.close();
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(server.requestCount).toBe(1);
  });

  test('that is old is not held back', async () => {
    await application.stop();
    application = new Application(server, { scoreDelayMs: 20_000 });
    score('old', { timestamp: new Date(Date.now() - 61_000) });
    await application.drain();
    expect(ids()).toEqual(['old']);
  });

  test('is held back no longer than until the end', async () => {
    await application.stop();
    application = new Application(server, { scoreDelayMs: 20_000 });
    score('too-late');
    await application.observability.flush({ timeoutMs: 20 });
    const { failed, pending } = await application.observability.shutdown({ timeoutMs: 20 });
    expect({ failed, pending }).toEqual({ failed: 1, pending: 0 });
    expect(application.ledger.score!.dropped.shutdown_timeout).toBe(1);
    expect(server.requestCount).toBe(0);
  });
});
