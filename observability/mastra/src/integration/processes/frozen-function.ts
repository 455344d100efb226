import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Mastra } from '@mastra/core';
import { Agent } from '@mastra/core/agent';
import type { ObservabilityEvent, Signal, TracingEvent } from '@mastra/core/observability';
import { QueuedExporter } from '../../index.ts';
import { scripted } from '../models.ts';

/**
 * A function on a platform that freezes the process between requests: it answers while the model still speaks, and prints a
 * line once the platform may freeze it. What is delivered goes to the file.
 */
class FileExporter extends QueuedExporter {
  readonly name = 'file';
  readonly onTracingEvent = (event: TracingEvent) => this.accept('tracing', event);
  protected async send(_signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    appendFileSync(process.argv[2]!, events.map(event => `${JSON.stringify(event)}\n`).join(''));
  }
}

const mastra = new Mastra({
  agents: { poet: new Agent({ id: 'poet', instructions: '', model: scripted({ text: 'Roses are red' }) }) },
  observability: { serviceName: 'function', exporters: [new FileExporter({ maxBatchWaitMs: 60_000 })] },
});

for await (const request of createInterface({ input: process.stdin })) {
  const waitUntil = (work: Promise<unknown>) => void work.then(() => process.stdout.write(`${request} done\n`));
  const { textStream } = await mastra
    .getAgent('poet')
    .stream(request, { tracingOptions: { runId: request, waitUntil } });
  void (async () => {
    for await (const _ of textStream);
  })();
}
