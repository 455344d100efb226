import type { LogEvent, ObservabilityEvent, ObservabilityExporter, Signal } from '@mastra/core/observability';
import { expect, it } from 'vitest';
import { QueuedExporter } from '../exporters/queued.ts';
import { InMemoryExporter, Observability } from '../index.ts';

type Log = (message: string) => void;

class LoggingExporter extends QueuedExporter {
  readonly name = 'logging';
  readonly #log: Log;

  constructor(log: Log) {
    super({ maxBatchWaitMs: 1 });
    this.#log = log;
  }

  readonly onLogEvent = (event: LogEvent) => {
    this.#log('in the handler');
    this.accept('log', event);
  };

  protected async send(_signal: Signal, _events: readonly ObservabilityEvent[]): Promise<void> {
    this.#log('sending');
    await new Promise(resolve => setImmediate(resolve));
    setTimeout(() => this.#log('in work that it started'), 0);
  }

  override async flush(options?: { timeoutMs?: number }) {
    this.#log('flushing');
    return super.flush(options);
  }
}

const handlers: readonly [string, (log: Log) => ObservabilityExporter][] = [
  ['an exporter with a queue, in its handler, send, flush and what it starts', log => new LoggingExporter(log)],
  ['a plain handler', log => ({ name: 'plain', onLogEvent: () => log('handled') })],
  [
    'an asynchronous handler',
    log => ({
      name: 'late',
      onLogEvent: async () => {
        await new Promise(resolve => setImmediate(resolve));
        log('handled');
      },
    }),
  ],
  [
    'flush and shutdown',
    log => ({
      name: 'ending',
      onLogEvent: () => undefined,
      flush: async () => log('f'),
      shutdown: async () => log('s'),
    }),
  ],
];

it.each(handlers)('work of the pipeline is never recorded by the pipeline: %s', async (_, exporterWith) => {
  let observability: Observability | undefined;
  const log: Log = message => observability!.getDefaultInstance().getLoggerContext().info(message);
  const memory = new InMemoryExporter();
  observability = new Observability({ serviceName: 'x', exporters: [exporterWith(log), memory] });
  log('mine');
  for (let i = 0; i < 3; i++) {
    await observability.flush();
    await new Promise(resolve => setTimeout(resolve, 2));
  }
  await observability.shutdown();
  expect(memory.logs.map(one => one.message)).toEqual(['mine']);
});

it('nor what a subscriber of the bus or a processor logs', async () => {
  const memory = new InMemoryExporter();
  const logger = () => observability.getDefaultInstance().getLoggerContext();
  const observability: Observability = new Observability({
    serviceName: 'x',
    exporters: [memory],
    processors: [
      {
        name: 'chatty',
        process: event => {
          logger().info('processing');
          return event;
        },
      },
    ],
  });
  logger().info('mine');
  await observability.shutdown();
  expect(memory.logs.map(one => one.message)).toEqual(['mine']);
});
