import type { FeedbackEvent, ScoreEvent } from '@mastra/core/observability';
import { DuckDBStore } from '@mastra/duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObservabilityBus } from '../index.ts';
import { type SeedApplication, seedApplication } from './seed-application.ts';

let app: SeedApplication;
let traceId: string;
let rootId: string;
let callId: string;

beforeAll(async () => {
  app = await seedApplication(new DuckDBStore({ path: ':memory:' }));
  const result = await app.ask('Oslo', 's-1');
  traceId = result.traceId;
  rootId = result.spanId;
  callId = app.memory.spansOfType('tool_call')[0]!.id;
});
afterAll(() => app.mastra.shutdown());

const scored = async (scorerId: string) => {
  await app.mastra.observability.flush();
  return (await app.store.listScores({ filters: { scorerId } })).scores;
};
const said = async (feedbackType: string) => {
  await app.mastra.observability.flush();
  return (await app.store.listFeedback({ filters: { feedbackType } })).feedback;
};

/** What a judgement has in common with the run that it is about. */
const ofRun = () => ({ traceId, sessionId: 's-1', rootEntityId: 'weather', environment: 'test', serviceName: 'seeds' });

describe('scores and feedback, as seed 004 wants them', () => {
  it('E2E test: Add score to active span', async () => {
    expect(await scored('freshness')).toMatchObject([
      { ...ofRun(), spanId: callId, score: 0.5, entityType: 'tool', entityId: 'get-weather' },
    ]);
  });

  it('E2E test: Add feedback to active span', async () => {
    expect(await said('thumbs')).toMatchObject([
      { ...ofRun(), spanId: callId, feedbackSource: 'tool', value: 'up', entityType: 'tool' },
    ]);
  });

  it('E2E test: Add score to trace (no span)', async () => {
    await app.mastra.observability.addScore({ traceId, scorerId: 'whole', score: 0.75, reason: 'fine' });
    const [score, ...more] = await scored('whole');
    expect(more).toEqual([]);
    expect(score).toMatchObject({ ...ofRun(), score: 0.75, reason: 'fine', entityType: 'agent' });
    expect(score?.spanId).toBeUndefined();
  });

  it('E2E test: Retrieve trace and add post-hoc score', async () => {
    const trace = await app.mastra.getTrace(traceId);
    await trace?.addScore([
      { scorerId: 'later', score: 0.1, scoreId: 'later-1' },
      { scorerId: 'later', score: 0.2 },
    ]);
    // The same score once more is the same score.
    await trace?.addScore({ scorerId: 'later', score: 0.1, scoreId: 'later-1' });
    await trace?.rootSpan.addScore({ scorerId: 'root', score: 1 });
    expect((await scored('later')).map(one => [one.traceId, one.spanId, one.score]).sort()).toEqual([
      [traceId, undefined, 0.1],
      [traceId, undefined, 0.2],
    ]);
    expect(await scored('root')).toMatchObject([{ ...ofRun(), spanId: rootId }]);
    const { value } = await app.store.getScoreAggregate({ aggregation: 'avg', filters: { scorerId: 'later' } });
    expect(value).toBeCloseTo(0.15, 12);
  });

  it('E2E test: Retrieve trace and add post-hoc feedback', async () => {
    const trace = await app.mastra.getTrace(traceId);
    await trace?.addFeedback({ feedbackType: 'comment', feedbackSource: 'user', value: 'nice', feedbackUserId: 'u-1' });
    await trace?.getSpan(callId)?.addFeedback({ feedbackType: 'rating', feedbackSource: 'reviewer', value: 4 });
    expect(await said('comment')).toMatchObject([{ ...ofRun(), value: 'nice', feedbackUserId: 'u-1' }]);
    expect(await said('rating')).toMatchObject([{ ...ofRun(), spanId: callId, value: 4 }]);
  });

  it('E2E test: ScoreEvents/FeedbackEvents routed through ObservabilityBus', async () => {
    const bus = new ObservabilityBus();
    const scores: ScoreEvent[] = [];
    const feedback: FeedbackEvent[] = [];
    bus.registerExporter({ name: 'scores', onScoreEvent: event => void scores.push(event) });
    bus.registerExporter({ name: 'feedback', onFeedbackEvent: event => void feedback.push(event) });
    for (const event of app.memory.events) bus.emit(event);
    await bus.flush();
    expect(scores.map(event => event.score)).toEqual(app.memory.scores);
    expect(feedback.map(event => event.feedback)).toEqual(app.memory.feedback);
    expect(scores.length).toBeGreaterThan(0);
    expect(feedback.length).toBeGreaterThan(0);
    const written = app.json();
    expect(written.filter(event => event.type === 'score')).toHaveLength(scores.length);
    expect(written.filter(event => event.type === 'feedback')).toHaveLength(feedback.length);
  });
});
