import { Mastra } from '@mastra/core';
import { runInSpan } from '@mastra/core/observability';
import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { ConsoleExporter, InMemoryExporter, loggerFrom, Observability, pinoDestination } from '../index.ts';
import { observed } from '../integration/observed.ts';

describe('pino', () => {
  it('becomes logs: level, message, time, bindings and data, without what every line repeats', () => {
    const { mastra, memory } = observed({}, { logLevel: 'debug' });
    const logger = pino({ level: 'trace', timestamp: pino.stdTimeFunctions.isoTime }, pinoDestination(mastra));
    const before = Date.now();
    logger.child({ module: 'billing' }).warn({ cents: 12 }, 'charged %s', 'Ada');
    expect(memory.logs).toHaveLength(1);
    expect(memory.logs[0]).toMatchObject({
      level: 'warn',
      message: 'charged Ada',
      data: { module: 'billing', cents: 12 },
      metadata: { logger: 'pino' },
    });
    expect(Object.keys(memory.logs[0]!.data!)).toEqual(['module', 'cents']);
    expect(memory.logs[0]!.timestamp.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('keeps every level of its own', () => {
    const { mastra, memory } = observed({}, { logLevel: 'debug' });
    const logger = pino({ level: 'trace', customLevels: { audit: 35 } }, pinoDestination(mastra));
    for (const level of ['trace', 'debug', 'info', 'audit', 'warn', 'error', 'fatal'] as const) logger[level](level);
    expect(memory.logs.map(log => [log.message, log.level])).toEqual([
      ['trace', 'debug'],
      ['debug', 'debug'],
      ['info', 'info'],
      ['audit', 'info'],
      ['warn', 'warn'],
      ['error', 'error'],
      ['fatal', 'fatal'],
    ]);
  });

  it('keeps an error with its message and stack', () => {
    const { mastra, memory } = observed({});
    pino(pinoDestination(mastra)).error(new TypeError('no such city'), 'lookup failed');
    const [log] = memory.logs;
    expect(log).toMatchObject({
      message: 'lookup failed',
      data: { err: { type: 'TypeError', message: 'no such city' } },
    });
    expect((log!.data!.err as { stack: string }).stack).toContain('no such city');
  });

  it('obeys the level of the configuration, also when it changes', () => {
    const { mastra, memory } = observed({}, { logLevel: 'warn' });
    const logger = pino({ level: 'debug' }, pinoDestination(mastra));
    logger.info('left out');
    mastra.observability.setLogLevel('debug');
    logger.info('kept');
    expect(memory.logs.map(log => log.message)).toEqual(['kept']);
  });

  it('belongs to the run that it logs in, across awaits, and to none outside', async () => {
    const { mastra, memory } = observed({});
    const logger = pino(pinoDestination(mastra));
    const instance = mastra.observability.getDefaultInstance()!;
    const spans = [1, 2].map(n =>
      instance.startSpan({ type: 'generic', name: `run ${n}`, tracingOptions: { sessionId: `s-${n}` } }),
    );
    await Promise.all(
      spans.map(span =>
        runInSpan(span, async () => {
          await Promise.resolve();
          logger.info(span.name);
        }),
      ),
    );
    logger.info('outside');
    expect(memory.logs.map(log => [log.message, log.spanId, log.correlationContext?.sessionId])).toEqual([
      ['run 1', spans[0]!.id, 's-1'],
      ['run 2', spans[1]!.id, 's-2'],
      ['outside', undefined, undefined],
    ]);
  });

  it('passes the redaction like every other log', () => {
    const { mastra, memory } = observed({});
    pino(pinoDestination(mastra)).info({ password: 'hunter22' }, 'in');
    expect(memory.logs[0]!.data).toEqual({ password: '[REDACTED]' });
  });

  it('writes into a logger that it is given: its span, or a plain one', () => {
    const { mastra, memory } = observed({});
    const span = mastra.observability.getDefaultInstance()!.startSpan({ type: 'generic', name: 'job' });
    pino(pinoDestination(span.logger)).info('mine');
    pino(pinoDestination(mastra.logger)).info({ a: 1 }, 'ambient');
    expect(memory.logs.map(log => [log.message, log.spanId, log.data])).toEqual([
      ['mine', span.id, undefined],
      ['ambient', undefined, { a: 1 }],
    ]);
  });
});

describe('lines', () => {
  it('may come several at a time, with other keys, and need not be JSON', () => {
    const { mastra, memory } = observed({});
    const destination = pinoDestination(mastra, { messageKey: 'message', omit: ['pid'], levels: { audit: 'error' } });
    destination.write(
      '{"level":"audit","time":1700000000,"message":"one","pid":1,"hostname":"h"}\n{"level":30,"message":{"a":1}}\n\nplain text\n[1]\n',
    );
    expect(memory.logs.map(log => [log.level, log.message, log.data])).toEqual([
      ['error', 'one', { hostname: 'h' }],
      ['info', '{"a":1}', undefined],
      ['info', 'plain text', undefined],
      ['info', '[1]', undefined],
    ]);
    expect(memory.logs[0]!.timestamp).toEqual(new Date(1_700_000_000_000));
  });
});

describe('duplicates and loops', () => {
  it('what pino prints, the ConsoleExporter does not print again, and it is exported once', () => {
    const printed: string[] = [];
    const memory = new InMemoryExporter();
    const exporters = [memory, new ConsoleExporter({ write: line => printed.push(line), colors: false })];
    const observability = new Observability({ serviceName: 'test', exporters });
    const streams = [
      { stream: { write: (line: string) => void printed.push(line) } },
      { stream: pinoDestination(observability, { printed: true }) },
    ];
    pino({}, pino.multistream(streams)).info('once');
    observability.getDefaultInstance().getLoggerContext().info('of our own');
    expect(printed.filter(line => line.includes('once'))).toHaveLength(1);
    expect(printed.filter(line => line.includes('of our own'))).toHaveLength(1);
    expect(memory.logs.map(log => log.message)).toEqual(['once', 'of our own']);
  });

  it('an exporter that logs through the same pino causes no second log', async () => {
    const memory = new InMemoryExporter();
    const chatty = {
      name: 'chatty',
      onLogEvent() {
        logger.info('got one');
        return Promise.resolve().then(() => logger.info('done with it'));
      },
    };
    const observability = new Observability({ serviceName: 'test', exporters: [memory, chatty] });
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const logger = pino(pinoDestination(observability));
    logger.info('first');
    await observability.flush();
    const seen = stderr.mock.calls.map(([line]) => String(line));
    stderr.mockRestore();
    expect(memory.logs.map(log => log.message)).toEqual(['first']);
    expect(seen.map(line => (JSON.parse(line) as { msg: string }).msg)).toEqual(['got one', 'done with it']);
  });

  it.each(['pino', 'loggerFrom'])('the troubles of the pipeline reach people, and never the pipeline: %s', kind => {
    const memory = new InMemoryExporter();
    const observability = new Observability({
      serviceName: 'test',
      exporters: [memory],
      processors: [
        {
          name: 'broken',
          process(event) {
            if (event.type === 'metric') throw new Error('no');
            return event;
          },
        },
      ],
    });
    const seen: string[] = [];
    const keep = (message: string) => void seen.push(message);
    const mirror = { debug: keep, info: keep, warn: keep, error: keep };
    const visible = { stream: { write: keep } };
    const logger =
      kind === 'pino'
        ? pino({}, pino.multistream([visible, { stream: pinoDestination(observability, { printed: true }) }]))
        : loggerFrom(observability, { mirror });
    const mastra = new Mastra({ observability, logger });
    mastra.metrics.gauge('depth').set(1);
    expect(seen.filter(line => line.includes("processor 'broken' failed"))).toHaveLength(1);
    expect(memory.logs).toEqual([]);
    logger.info('from a user');
    expect(memory.logs.map(log => [log.message, log.metadata])).toEqual([
      ['from a user', { logger: kind === 'pino' ? 'pino' : 'mastra', printed: true }],
    ]);
  });
});
