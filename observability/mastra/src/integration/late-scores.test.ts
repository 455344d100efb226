import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import { InMemoryStore } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { describe, expect, test } from 'vitest';
import { DefaultExporter, Observability } from '../index.ts';
import { scripted } from './models.ts';
import { observed } from './observed.ts';

const act = createTool({ id: 'act', description: '-', execute: async () => 1 });
const agent = () =>
  new Agent({
    id: 'helper',
    instructions: '-',
    model: scripted({ toolCalls: [{ id: 'c', name: 'act', input: {} }] }, { text: 'done' }),
    tools: { act },
  });
const tracingOptions = { sessionId: 's', threadId: 't', userId: 'u', organizationId: 'o', tags: ['x'] };

describe('right after the answer and before any flush', () => {
  test('a score by trace, run or thread has the correlation of the run', async () => {
    const { mastra, memory } = observed({ agents: { a: agent() } });
    const { traceId, runId } = await mastra.getAgent('a').generate('?', { tracingOptions });
    const { observability } = mastra;
    await observability.addScore({ traceId, scorerId: 'q', score: 1 });
    await observability.addScore({ runId, scorerId: 'q', score: 1 });
    await observability.addFeedback({ threadId: 't', feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
    for (const one of [...memory.scores, ...memory.feedback]) {
      expect(one).toMatchObject({
        traceId,
        correlationContext: { sessionId: 's', userId: 'u', organizationId: 'o', entityId: 'helper', tags: ['x'] },
      });
    }
    expect(memory.scores).toHaveLength(2);
    expect(memory.feedback).toHaveLength(1);
  });

  test('a score of a span has the entity of the span, not of its root', async () => {
    const { mastra, memory } = observed({ agents: { a: agent() } });
    const { traceId } = await mastra.getAgent('a').generate('?', { tracingOptions });
    const [call] = memory.spansOfType('tool_call');
    await mastra.observability.addScore({ traceId, spanId: call!.id, scorerId: 'q', score: 1 });
    expect(memory.scores[0]).toMatchObject({
      spanId: call!.id,
      correlationContext: { entityType: 'tool', entityId: 'act', parentEntityId: 'helper', sessionId: 's' },
    });
  });
});

test('a score of a stored span has the entity of the span', async () => {
  const storage = new InMemoryStore();
  const config = { serviceName: 's', logLevel: 'silent' as const };
  const first = new Mastra({ agents: { a: agent() }, storage, observability: new Observability(config) });
  const { traceId } = await first.getAgent('a').generate('?', { tracingOptions });
  await first.observability.flush();
  // Another process: it recorded nothing of this trace.
  const second = new Mastra({
    storage,
    observability: new Observability({ ...config, exporters: [new DefaultExporter()] }),
  });
  const trace = await second.getTrace(traceId);
  const call = trace!.spans.find(span => span.spanType === 'tool_call')!;
  await second.observability.addScore({ traceId, spanId: call.spanId, scorerId: 'q', score: 1 });
  await second.observability.flush();
  const store = await storage.getStore('observability');
  const { scores } = await store!.listScores({ filters: { scorerId: 'q' } });
  expect(scores).toMatchObject([{ entityType: 'tool', entityId: 'act', sessionId: 's', spanId: call.spanId }]);
});

test('ids that make no sense are refused, and every id that makes sense is kept', async () => {
  const { mastra, memory } = observed({});
  const { observability } = mastra;
  const score = { scorerId: 'q', score: 1 };
  for (const traceId of ['nonsense', '0'.repeat(32), 'A'.repeat(32), 'ab']) {
    await expect(observability.addScore({ traceId, ...score })).rejects.toMatchObject({ code: 'SCORE_INVALID' });
  }
  await expect(observability.addScore({ traceId: 'a'.repeat(32), spanId: 'x', ...score })).rejects.toThrow(/16/);
  await observability.addScore({ messageId: 'm-1', ...score });
  expect(memory.scores[0]).toMatchObject({ metadata: { messageId: 'm-1' } });
});

test('a store that hangs keeps no score waiting for longer than the look-up may take', async () => {
  const storage = new InMemoryStore();
  storage.getStore = () => new Promise(() => undefined);
  const { mastra, memory } = observed({ storage, agents: { a: agent() } });
  const { traceId } = await mastra.getAgent('a').generate('?');
  await mastra.observability.addScore({ traceId, scorerId: 'known', score: 1 });
  await mastra.observability.addScore({ traceId: 'a'.repeat(32), scorerId: 'unknown', score: 1 });
  expect(memory.scores.map(({ scorerId, traceId: of }) => [scorerId, of])).toEqual([
    ['known', traceId],
    ['unknown', 'a'.repeat(32)],
  ]);
});
