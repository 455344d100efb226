import { initLogger } from 'braintrust';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_KEY, FakeBraintrust } from './testing/fake-braintrust.ts';

// The stand-in for Braintrust refuses what its schema does not have. That the vendor's own SDK gets through it, log-in and
// all, says that the schema is not stricter than the product, and that our rows have the form that the SDK's have.

let braintrust: FakeBraintrust;

beforeAll(async () => {
  braintrust = await FakeBraintrust.start();
});
afterAll(() => braintrust.stop());

test('the stand-in takes what the vendor sends, and reads it as it reads ours', async () => {
  const logger = initLogger({ projectName: 'p', apiKey: API_KEY, appUrl: braintrust.url, noExitFlush: true });
  const root = logger.startSpan({ name: 'root', type: 'task' });
  const child = root.startSpan({ name: 'call', type: 'llm' });
  child.log({
    input: [{ role: 'user', content: 'hi' }],
    output: 'hello',
    metadata: { model: 'gpt-5' },
    metrics: { prompt_tokens: 3 },
  });
  child.end();
  root.end();
  await logger.flush();
  logger.logFeedback({ id: child.id, scores: { thumbs: 1 }, comment: 'good', metadata: { user_id: 'u-1' } });
  await logger.flush();

  const row = braintrust.rows.get(child.id)!;
  expect(row).toMatchObject({
    log_id: 'g',
    span_parents: [root.spanId],
    root_span_id: root.rootSpanId,
    scores: { thumbs: 1 },
    metadata: { model: 'gpt-5' },
    _audit_metadata: { user_id: 'u-1' },
  });
  expect(row.root_span_id).toMatch(/^[0-9a-f]{32}$/);
  expect(braintrust.rows.get(root.id)!.span_parents).toBeUndefined();
  expect(braintrust.comments).toMatchObject([{ origin: { id: child.id }, comment: { text: 'good' } }]);
});
