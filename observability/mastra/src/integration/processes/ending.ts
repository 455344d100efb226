import { appendFileSync } from 'node:fs';
import type { LogEvent, ObservabilityEvent, Signal, TracingEvent } from '@mastra/core/observability';
import { Observability, QueuedExporter } from '../../index.ts';

/** A program that records a hundred spans and ends as its first argument says. What is delivered goes to the file. */
const [, , ending, file] = process.argv as [string, string, string, string];

class FileExporter extends QueuedExporter {
  readonly name = 'file';
  readonly onTracingEvent = (event: TracingEvent) => this.accept('tracing', event);
  readonly onLogEvent = (event: LogEvent) => this.accept('log', event);
  protected async send(_signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    if (ending === 'hanging') await new Promise(() => undefined);
    appendFileSync(file, events.map(event => `${JSON.stringify(event)}\n`).join(''));
  }
}

const observability = new Observability({
  serviceName: 'ending',
  exporters: [new FileExporter({ maxBatchWaitMs: 60_000 })],
  delivery: { shutdownTimeoutMs: ending === 'hanging' ? 100 : 10_000 },
  ...(ending === 'not-drained' ? { flushOnExit: false } : {}),
  ...(ending === 'flush-on-exit' ? { flushOnExit: true } : {}),
});
const instance = observability.getDefaultInstance();
for (let i = 0; i < 100; i++) {
  const span = instance.startSpan({ type: 'generic', name: `span ${i}`, parent: null });
  if (ending !== 'open') span.end();
}

// What the process waits for when it is to be ended by a signal.
const waiting = () => setInterval(() => undefined, 60_000);

switch (ending) {
  case 'exit':
    process.exit(3);
    break;
  case 'uncaught':
    throw new Error('uncaught');
  case 'signal':
  case 'flush-on-exit':
    waiting();
    process.kill(process.pid, 'SIGTERM');
    break;
  case 'signal-listened':
    waiting();
    process.once('SIGTERM', () => setImmediate(() => process.exit(4)));
    process.kill(process.pid, 'SIGTERM');
    break;
  case 'shutdown':
    await observability.shutdown();
    process.exit(0);
}
