import { Writable } from 'node:stream';
import { runInSpan } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { ConsoleExporter, InMemoryExporter, Observability, winstonTransport } from '../index.ts';
import { observed } from '../integration/observed.ts';

describe('winston', () => {
  it('becomes logs: level, message and meta, whatever the formats print', () => {
    const { mastra, memory } = observed({});
    const { combine, timestamp, splat, colorize, json } = winston.format;
    const logger = winston.createLogger({
      format: combine(timestamp(), splat(), colorize(), json()),
      defaultMeta: { app: 'shop' },
      transports: [winstonTransport(mastra)],
    });
    logger.child({ module: 'billing' }).warn('charged %s', 'Ada', { cents: 12 });
    expect(memory.logs).toHaveLength(1);
    expect(memory.logs[0]).toMatchObject({ level: 'warn', message: 'charged Ada', metadata: { logger: 'winston' } });
    expect(memory.logs[0]!.data).toEqual({ app: 'shop', module: 'billing', cents: 12 });
  });

  it.each([
    [winston.config.npm.levels, 'silly', ['error', 'warn', 'info', 'debug', 'debug', 'debug', 'debug']],
    [winston.config.syslog.levels, 'debug', ['fatal', 'fatal', 'fatal', 'error', 'warn', 'info', 'info', 'debug']],
    [{ boom: 0, hush: 1 }, 'hush', ['fatal', 'info']],
  ])('keeps the levels %o', (levels, level, expected) => {
    const { mastra, memory } = observed({}, { logLevel: 'debug' });
    const logger = winston.createLogger({
      levels,
      level,
      transports: [winstonTransport(mastra, { levels: { boom: 'fatal' } })],
    });
    for (const name of Object.keys(levels)) logger.log(name, name);
    expect(memory.logs.map(log => log.level)).toEqual(expected);
  });

  it("obeys the logger's level, its own, and that of the configuration", () => {
    const { mastra, memory } = observed({}, { logLevel: 'info' });
    const logger = winston.createLogger({ level: 'warn', transports: [winstonTransport(mastra)] });
    logger.info('left out');
    logger.level = 'debug';
    logger.info('kept');
    logger.debug('below logLevel');
    const strict = winston.createLogger({ level: 'debug', transports: [winstonTransport(mastra, { level: 'error' })] });
    strict.warn('left out as well');
    strict.error('kept as well');
    expect(memory.logs.map(log => log.message)).toEqual(['kept', 'kept as well']);
  });

  it('keeps an error with its stack', () => {
    const { mastra, memory } = observed({});
    const logger = winston.createLogger({ transports: [winstonTransport(mastra)] });
    logger.error('lookup failed', new TypeError('no such city'));
    logger.error(new TypeError('on its own') as never);
    expect(memory.logs.map(log => log.message)).toEqual(['lookup failed no such city', 'on its own']);
    expect(memory.logs[0]!.data!.stack).toContain('TypeError: no such city');
  });

  it('belongs to the run that it logs in, also when a slow transport holds it up', async () => {
    const { mastra, memory } = observed({});
    let release = (): void => undefined;
    const slow = new Writable({
      objectMode: true,
      highWaterMark: 1,
      write: (_chunk, _encoding, next) => {
        release = next;
      },
    });
    const logger = winston.createLogger({ transports: [winstonTransport(mastra)] });
    logger.pipe(slow);
    const instance = mastra.observability.getDefaultInstance()!;
    const spans = Array.from({ length: 50 }, (_, i) => instance.startSpan({ type: 'generic', name: `run ${i}` }));
    for (const span of spans) runInSpan(span, () => logger.info(span.name));
    logger.info('outside');
    expect(memory.logs.length).toBeLessThan(spans.length);
    const other = instance.startSpan({ type: 'generic', name: 'other' });
    await runInSpan(other, async () => {
      while (memory.logs.length <= spans.length) {
        release();
        await new Promise(setImmediate);
      }
    });
    expect(memory.logs.map(log => [log.message, log.spanId])).toEqual([
      ...spans.map(span => [span.name, span.id]),
      ['outside', undefined],
    ]);
  });

  it('what winston prints, the ConsoleExporter does not print again, and it is exported once', () => {
    const printed: string[] = [];
    const memory = new InMemoryExporter();
    const exporters = [memory, new ConsoleExporter({ write: line => printed.push(line), colors: false })];
    const observability = new Observability({ serviceName: 'test', exporters });
    const console = new winston.transports.Stream({
      stream: new Writable({
        write(line, _encoding, next) {
          printed.push(String(line));
          next();
        },
      }),
    });
    const logger = winston.createLogger({ transports: [console, winstonTransport(observability, { printed: true })] });
    logger.info('once');
    expect(printed.filter(line => line.includes('once'))).toHaveLength(1);
    expect(memory.logs.map(log => [log.message, log.metadata])).toEqual([
      ['once', { logger: 'winston', printed: true }],
    ]);
  });
});
