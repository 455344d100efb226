import type { TraceRollup } from '@mastra/core/storage';
import { describe, expect, test } from 'vitest';
import { at, feedback, metric, score, span, spanId, traceId } from '../fixtures/records.ts';
import { agentRun } from '../fixtures/trace.ts';
import { needs, type StoreHandle, useData } from '../harness.ts';

const usage = (inputTokens: number, outputTokens: number) => ({ usage: { inputTokens, outputTokens } });

/** What whole traces come to, beside their roots. */
export function describeSummaries(handle: StoreHandle): void {
  describe('listTraces with summaries', () => {
    needs(handle, 'metrics', 'scores', 'feedback');
    const child = (n: number, k: number, parent: number) => ({
      traceId: traceId(n),
      spanId: spanId(n * 10 + k),
      parentSpanId: spanId(n * 10 + parent),
      startedAt: at(n * 1000 + k),
    });
    const root = (n: number) => ({ traceId: traceId(n), spanId: spanId(n * 10), startedAt: at(n * 1000) });
    useData(handle, async storage => {
      const run = agentRun({ n: 1, organizationId: 'acme', failingTool: true, costUsd: 0.25 });
      await storage.batchCreateSpans({ records: run.spans });
      await storage.batchCreateMetrics({ metrics: run.metrics });
      await storage.batchCreateScores({ scores: run.scores });
      await storage.createFeedback({ feedback: feedback({ feedbackId: 'f', traceId: traceId(1) }) });
      await storage.createFeedback({
        feedback: feedback({ feedbackId: 'g', traceId: traceId(1), organizationId: 'other' }),
      });
      await storage.batchCreateSpans({
        records: [
          // 2: two steps of which only one knows its cost, and a generation that knows both.
          span({ ...root(2), input: 'x'.repeat(200), output: 'y'.repeat(201) }),
          span({
            ...child(2, 1, 0),
            spanType: 'model_generation',
            attributes: { model: 'b', ...usage(30, 3), costUsd: 3 },
          }),
          span({
            ...child(2, 2, 1),
            spanType: 'model_step',
            attributes: { ...usage(10, 1), costUsd: 1, responseModel: 'b-1' },
          }),
          span({ ...child(2, 3, 1), spanType: 'model_step', attributes: usage(20, 2) }),
          // An agent inside of a tool of the second step.
          span({ ...child(2, 4, 3), spanType: 'tool_call' }),
          span({ ...child(2, 5, 4), spanType: 'agent_run' }),
          span({
            ...child(2, 6, 5),
            spanType: 'model_generation',
            attributes: { responseModel: 'a', ...usage(5, 5), costUsd: 0.5 },
          }),
          // 3: one call of two has no known cost.
          span({ ...root(3), input: { text: `"${'é'.repeat(300)}` } }),
          span({ ...child(3, 1, 0), spanType: 'model_generation', attributes: { ...usage(1, 1), costUsd: 1 } }),
          span({ ...child(3, 2, 0), spanType: 'model_generation', attributes: { ...usage(1, 1) } }),
          // 4: nothing but a root, whose text is full of escapes.
          span({ ...root(4), input: `${'\n"\\'.repeat(100)}`, output: '' }),
        ],
      });
      await storage.batchCreateMetrics({
        metrics: [
          metric({
            metricId: 'elsewhere',
            name: 'mastra_model_cost_usd',
            traceId: traceId(9),
            spanId: spanId(21),
            value: 9,
          }),
        ],
      });
      await storage.createScore({ score: score({ scoreId: 'elsewhere', traceId: traceId(9) }) });
    });
    const summaries = async (filters: object = {}) => {
      const { spans } = await handle.storage.listTraces({ filters, summary: true, limit: 50 });
      return Object.fromEntries(
        spans.map(found => [Number.parseInt(found.traceId.slice(1), 16), found.summary]),
      ) as Record<number, TraceRollup>;
    };

    test('sum up calls of models and tools, errors, scores and feedback', async () => {
      expect((await summaries())[1]).toEqual({
        inputPreview: '{"city":"Oslo"}',
        outputPreview: 'Cold.',
        inputTokens: 121,
        outputTokens: 30,
        costUsd: 0.25,
        modelCalls: 1,
        toolCalls: 1,
        errors: 1,
        models: ['gpt'],
        scores: 1,
        feedback: 2,
      });
    });

    test('count a generation and its steps once, and the calls of agents in tools', async () => {
      expect((await summaries())[2]).toMatchObject({
        inputTokens: 35,
        outputTokens: 8,
        costUsd: 3.5,
        modelCalls: 3,
        toolCalls: 1,
        errors: 0,
        models: ['a', 'b'],
        scores: 0,
        feedback: 0,
      });
    });

    test('a cost of which a part is unknown is unknown, and so is one of nothing', async () => {
      const found = await summaries();
      expect(found[3]).toMatchObject({ costUsd: null, inputTokens: 2, modelCalls: 2, models: [] });
      expect(found[4]).toMatchObject({ costUsd: null, inputTokens: 0, modelCalls: 0 });
    });

    test('previews show 200 characters and say what is cut', async () => {
      const found = await summaries();
      expect(found[2]?.inputPreview).toBe('x'.repeat(200));
      expect(found[2]?.outputPreview).toBe(`${'y'.repeat(200)}… (203 bytes in all)`);
      expect(found[3]?.inputPreview).toBe(`${`{"text":"\\"${'é'.repeat(300)}`.slice(0, 200)}… (613 bytes in all)`);
      expect(found[3]?.outputPreview).toBeNull();
      expect(found[4]?.inputPreview).toBe(`${'\n"\\'.repeat(100).slice(0, 200)}… (602 bytes in all)`);
      expect(found[4]?.outputPreview).toBe('');
    });

    test("leave out what is another tenant's", async () => {
      const found = await summaries({ organizationId: 'acme' });
      expect(Object.keys(found)).toEqual(['1']);
      expect(found[1]).toMatchObject({ feedback: 1, scores: 1, inputTokens: 121, costUsd: 0.25 });
    });

    test('are there only where they are asked for, by page and by cursor', async () => {
      const plain = await handle.storage.listTraces({ limit: 50 });
      expect(plain.spans.every(found => !('summary' in found))).toBe(true);
      const page = await handle.storage.listTraces({ summary: true, pagination: { page: 1, perPage: 1 } });
      expect(page.spans.map(found => found.summary?.costUsd)).toEqual([null]);
      expect(page.pagination.total).toBe(4);
    });
  });
}
