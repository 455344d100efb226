import { Mastra } from '@mastra/core';
import { InMemoryStore } from '@mastra/core/storage';
import { expect, it } from 'vitest';
import { DefaultExporter } from '../default.ts';
import '../../index.ts';
import { traceTree } from './trace-tree.ts';

it('draws a trace that was read back', async () => {
  const mastra = new Mastra({
    storage: new InMemoryStore(),
    observability: { serviceName: 'test', exporters: [new DefaultExporter()] },
  });
  const root = mastra.observability.getDefaultInstance()!.startSpan({ type: 'agent_run', name: 'agent' });
  const usage = { inputTokens: 5, outputTokens: 2, outputDetails: { text: 1, reasoning: 1 } };
  const llm = root.createChildSpan({ type: 'model_generation', name: 'llm', attributes: { usage } });
  llm.createChildSpan({ type: 'tool_call', name: 'tool' }).error({ error: new Error('no key') });
  llm.end();
  root.end();
  await mastra.observability.flush();
  const trace = (await mastra.getTrace(root.traceId))!;

  const lines = traceTree(trace, { colors: false }).split('\n');
  expect(lines).toEqual([
    expect.stringMatching(/^ {2}agent {7}[█▏▎▍▌▋▊▉ ]{32} +\d+ ms$/),
    expect.stringMatching(/^ {2}└─ llm {6}.{32} +\d+ ms {2}5 → 2 \(1 reasoning\) tokens$/),
    expect.stringMatching(/^ {2} {3}└─ tool {2}.{32} +\d+ ms {2}✗ no key$/),
  ]);
  expect(traceTree(trace, { colors: false, maxRows: 1 })).toContain('… 2 more spans (1 with an error) not shown');
  expect(traceTree(trace, { colors: true })).toContain('\u001b[');
  await mastra.shutdown();
});
