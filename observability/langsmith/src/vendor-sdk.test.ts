import { Client, RunTree } from 'langsmith';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { API_KEY, FakeLangSmith } from './testing/fake-langsmith.ts';

// The stand-in for LangSmith refuses what its schema does not have. That the vendor's own SDK gets through it says that the
// schema is not stricter than the product, and that our requests have the form that the SDK's have.

let langsmith: FakeLangSmith;

beforeAll(async () => {
  langsmith = await FakeLangSmith.start();
});
afterAll(() => langsmith.stop());

test('the stand-in takes what the vendor sends, and reads it as it reads ours', async () => {
  const client = new Client({ apiKey: API_KEY, apiUrl: langsmith.url, autoBatchTracing: false });
  const parent = new RunTree({ name: 'parent', run_type: 'chain', inputs: { q: 1 }, client, project_name: 'p' });
  const child = parent.createChild({ name: 'child', run_type: 'llm', inputs: { messages: [] } });
  const runCreates = [parent, child].map(run => ({
    id: run.id,
    trace_id: run.trace_id,
    dotted_order: run.dotted_order,
    parent_run_id: run === child ? parent.id : undefined,
    name: run.name,
    run_type: run.run_type,
    start_time: run.start_time,
    end_time: Date.now(),
    session_name: 'p',
    inputs: run.inputs,
    outputs: { text: 'naïve 🦊' },
    events: [{ name: 'new_token', time: new Date().toISOString() }],
    extra: { metadata: { usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } } },
  }));
  await client.multipartIngestRuns({ runCreates });
  expect(langsmith.run('child')).toMatchObject({
    parent_run_id: parent.id,
    trace_id: parent.id,
    outputs: { text: 'naïve 🦊' },
  });
  expect(langsmith.run('child').dotted_order.startsWith(`${langsmith.run('parent').dotted_order}.`)).toBe(true);
});
