import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import type { ObservabilityEvent, SignalLedger } from '@mastra/core/observability';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imbalance } from '../delivery/ledger.ts';
import { Observability } from '../instances/observability.ts';
import { logEvent, RecordingLogger, spanEvent } from '../testing/destination.ts';
import { FileSink } from './json/file-sink.ts';
import { JsonExporter, type JsonExporterOptions } from './json.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'json-exporter-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name = 'events.ndjson') => join(folder, name);
const quick = { maxBatchWaitMs: 1, retry: { initialDelayMs: 1, maxDelayMs: 2 } };

function writing(options: JsonExporterOptions): { readonly exporter: JsonExporter; readonly logger: RecordingLogger } {
  const exporter = new JsonExporter({ ...quick, ...options });
  const logger = new RecordingLogger();
  exporter.init({ serviceName: 'test', logger });
  return { exporter, logger };
}

type Line = { readonly type: string; readonly log?: { readonly message: string } };

const linesIn = (path: string): readonly Line[] => parse(readFileSync(path));
const parse = (bytes: Buffer): readonly Line[] => {
  const text = String(bytes);
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line);
};

const emitLogs = (exporter: JsonExporter, from: number, to: number, padding = '') => {
  for (let i = from; i < to; i++) exporter.onLogEvent?.(logEvent('info', `${i}${padding}`));
};

function ledgersOf(exporter: JsonExporter): readonly SignalLedger[] {
  return Object.values(exporter.health().signals);
}

describe('lines', () => {
  it('hold every event of every signal, in the order in which they came', async () => {
    const stream = new PassThrough();
    const exporter = new JsonExporter({ stream });
    const heard: ObservabilityEvent[] = [];
    const observability = new Observability({
      serviceName: 'test',
      exporters: [exporter],
      processors: [
        {
          name: 'hear',
          process: event => {
            heard.push(event);
            return event;
          },
        },
      ],
    });
    const span = observability
      .getDefaultInstance()
      .startSpan({ type: 'model_generation', name: 'llm', input: { at: new Date(0) } });
    span.logger.warn('careful', { a: 1, b: undefined });
    span.addScore({ scorerId: 'quality', score: 0.5 });
    span.update({ output: 'x' });
    span.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
    span.error({ error: new Error('boom') });
    await observability.flush();

    const lines = parse(stream.read());
    expect(lines.map(line => line.type)).toEqual(heard.map(event => event.type));
    expect(lines).toEqual(heard.map(event => JSON.parse(JSON.stringify(event))));
    expect(new Set(lines.map(line => line.type))).toEqual(
      new Set(['span.started', 'span.updated', 'span.error', 'span.ended', 'log', 'metric', 'score', 'feedback']),
    );
    expect(ledgersOf(exporter).map(imbalance)).toEqual([0, 0, 0, 0, 0]);
    expect(exporter.health().signals.tracing).toMatchObject({ emitted: 4, delivered: 4 });
  });

  it('are of the signals that are wanted', async () => {
    const { exporter } = writing({ path: file(), signals: ['log', 'score'] });
    expect([exporter.onTracingEvent, exporter.onMetricEvent, exporter.onFeedbackEvent]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    exporter.onLogEvent?.(logEvent('info', 'a'));
    exporter.onScoreEvent?.({
      type: 'score',
      score: { scoreId: '1', timestamp: new Date(0), scorerId: 's', score: 1 },
    });
    await exporter.shutdown();
    expect(linesIn(file()).map(line => line.type)).toEqual(['log', 'score']);
  });

  it('are written a batch at a time', async () => {
    const writes: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        writes.push(String(chunk));
        done();
      },
    });
    const { exporter } = writing({ stream, maxBatchWaitMs: 1000 });
    emitLogs(exporter, 0, 500);
    await exporter.flush();
    expect(writes).toHaveLength(1);
    expect(writes[0]?.split('\n')).toHaveLength(501);
  });

  it('leave out a span that JSON cannot hold, and say so; the others arrive', async () => {
    const { exporter } = writing({ path: file() });
    emitLogs(exporter, 0, 2);
    exporter.onTracingEvent?.(spanEvent('span.ended', 'a', { input: { big: 1n } }));
    emitLogs(exporter, 2, 4);
    await exporter.shutdown();
    expect(linesIn(file()).map(line => line.log?.message)).toEqual(['0', '1', '2', '3']);
    expect(exporter.quarantined()).toMatchObject([
      { signal: 'tracing', reason: expect.stringContaining('span.ended event holds what JSON cannot') },
    ]);
    expect(ledgersOf(exporter).map(imbalance)).toEqual([0, 0, 0, 0, 0]);
  });

  it('have the spans that are selected, as they are formatted', async () => {
    const { exporter } = writing({
      path: file(),
      excludeSpanTypes: ['model_chunk'],
      customSpanFormatter: span => ({ ...span, name: `mine: ${span.name}` }),
    });
    exporter.onTracingEvent?.(spanEvent('span.ended', 'a', { type: 'model_chunk' }));
    exporter.onTracingEvent?.(spanEvent('span.ended', 'b'));
    emitLogs(exporter, 0, 1);
    await exporter.shutdown();
    expect(linesIn(file())).toMatchObject([{ exportedSpan: { name: 'mine: b' } }, { log: { message: '0' } }]);
  });
});

describe('a stream', () => {
  it('that is slow holds events up in a bounded queue, and gets each once', async () => {
    const taken: string[] = [];
    let take: (() => void) | undefined;
    const stream = new Writable({
      highWaterMark: 1,
      write(chunk, _encoding, done) {
        taken.push(String(chunk));
        take = done;
      },
    });
    const { exporter } = writing({ stream, maxQueueEvents: 100, maxBatchSize: 10, attemptTimeoutMs: 5 });
    emitLogs(exporter, 0, 1000);
    expect(exporter.health().signals.log).toMatchObject({ emitted: 1000, queued: 100, dropped: { queue_full: 900 } });
    // Attempts time out while the stream holds the first batch; it is written once all the same.
    expect(await exporter.flush({ timeoutMs: 40 })).toMatchObject({ delivered: 0, pending: 100 });
    expect(taken).toHaveLength(1);
    const done = exporter.shutdown({ timeoutMs: 10_000 });
    const pump = setInterval(() => take?.(), 1);
    await done;
    clearInterval(pump);
    const messages = taken
      .join('')
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as Line).log?.message);
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages).toHaveLength(100);
    expect(ledgersOf(exporter).map(imbalance)).toEqual([0, 0, 0, 0, 0]);
  });

  it('that breaks costs a warning, and nothing is thrown', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const { exporter, logger } = writing({ stream });
    emitLogs(exporter, 0, 3);
    await exporter.flush();
    expect(exporter.health()).toMatchObject({ status: 'down', signals: { log: { queued: 3 } } });
    await exporter.shutdown({ timeoutMs: 5 });
    expect(exporter.health().signals.log.dropped.shutdown_timeout).toBe(3);
    expect(logger.warnings).toEqual([expect.stringContaining('json cannot take events now: EPIPE')]);
  });
});

describe('a file', () => {
  it('is appended to by the next process, on a line of its own where the last one died within a line', async () => {
    writeFileSync(file(), '{"type":"log","log":{"message":"before"}}\n{"type":"log","lo');
    const { exporter } = writing({ path: file() });
    emitLogs(exporter, 0, 2);
    await exporter.shutdown();
    const lines = readFileSync(file(), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.filter((_, i) => i !== 1).map(line => (JSON.parse(line) as Line).log?.message)).toEqual([
      'before',
      '0',
      '1',
    ]);
  });

  it.each([
    ['in no folder', () => join(folder, 'no', 'such', 'x.ndjson'), 'ENOENT'],
    ['that is a folder', () => folder, 'EISDIR'],
  ])('%s: events are kept, which is said once', async (_, path, code) => {
    const { exporter, logger } = writing({ path: path() });
    emitLogs(exporter, 0, 3);
    await exporter.flush();
    await exporter.flush();
    expect(exporter.health()).toMatchObject({
      status: 'down',
      lastError: expect.stringContaining(code),
      signals: { log: { queued: 3 } },
    });
    expect(logger.warnings).toEqual([expect.stringContaining(code)]);
    await exporter.shutdown({ timeoutMs: 1 });
  });

  it('on a full disk: events are kept, and written when there is room', async () => {
    symlinkSync('/dev/full', file());
    const { exporter, logger } = writing({ path: file() });
    emitLogs(exporter, 0, 3);
    await exporter.flush();
    expect(exporter.health()).toMatchObject({
      lastError: expect.stringContaining('ENOSPC'),
      signals: { log: { queued: 3 } },
    });
    rmSync(file());
    await exporter.shutdown();
    expect(linesIn(file()).map(line => line.log?.message)).toEqual(['0', '1', '2']);
    expect(logger.lines.filter(line => line.includes('json'))).toEqual([
      expect.stringContaining('ENOSPC'),
      expect.stringContaining('takes events again'),
    ]);
  });

  it.each([undefined, 0o640])(
    'is for its user alone, with all that it is rotated to, unless it has another mode (%s)',
    async given => {
      if (given) writeFileSync(file(), '', { mode: given });
      const { exporter } = writing({ path: file(), maxBytes: 1000, compress: 'gzip' });
      emitLogs(exporter, 0, 30);
      await exporter.shutdown();
      const names = readdirSync(folder);
      expect(names.some(name => name.endsWith('.gz'))).toBe(true);
      expect(new Set(names.map(name => statSync(file(name)).mode & 0o777))).toEqual(new Set([given ?? 0o600]));
    },
  );

  it('that somebody moved away is made anew', async () => {
    const { exporter } = writing({ path: file(), fsync: true });
    emitLogs(exporter, 0, 2);
    await exporter.flush();
    renameSync(file(), file('moved.ndjson'));
    emitLogs(exporter, 2, 4);
    await exporter.shutdown();
    expect(linesIn(file('moved.ndjson'))).toHaveLength(2);
    expect(linesIn(file()).map(line => line.log?.message)).toEqual(['2', '3']);
  });
});

describe('rotation', () => {
  const rotated = () =>
    readdirSync(folder)
      .filter(name => name !== 'events.ndjson')
      .sort();

  it('by size loses and tears no line, over restarts', async () => {
    for (let run = 0; run < 2; run++) {
      const { exporter } = writing({ path: file(), maxBytes: 10_000, maxBatchSize: 70 });
      emitLogs(exporter, run * 1000, run * 1000 + 1000, 'ü'.repeat(50));
      await exporter.shutdown();
    }
    const names = [...rotated(), 'events.ndjson'];
    expect(names.length).toBeGreaterThan(20);
    const sizes = names.map(name => readFileSync(file(name)).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
    const messages = names
      .flatMap(name => linesIn(file(name)))
      .map(line => Number.parseInt(line.log?.message ?? '', 10));
    expect(messages.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 2000 }, (_, i) => i));
  });

  it('gives a line that is larger than a file a file of its own', async () => {
    const { exporter } = writing({ path: file(), maxBytes: 500 });
    emitLogs(exporter, 0, 1);
    emitLogs(exporter, 1, 2, 'x'.repeat(2000));
    emitLogs(exporter, 2, 3);
    await exporter.shutdown();
    expect([...rotated(), 'events.ndjson'].map(name => linesIn(file(name)).length)).toEqual([1, 1, 1]);
  });

  it('keeps so many files, compressed, also those of an earlier process', async () => {
    writeFileSync(file('events.2020-01-01T00-00-00-000Z.ndjson'), '{"old":1}\n');
    writeFileSync(file('events.2021-01-01T00-00-00-000Z.ndjson'), '{"old":2}\n');
    writeFileSync(file('events.other.ndjson'), 'not ours');
    const { exporter } = writing({ path: file(), maxBytes: 2000, maxFiles: 3, compress: 'gzip' });
    emitLogs(exporter, 0, 10);
    await exporter.flush();
    await exporter.shutdown();
    const first = rotated();
    expect(first).toContain('events.2021-01-01T00-00-00-000Z.ndjson.gz');
    const second = writing({ path: file(), maxBytes: 2000, maxFiles: 3, compress: 'gzip' });
    emitLogs(second.exporter, 10, 100);
    await second.exporter.shutdown();
    const names = rotated();
    expect(names).toHaveLength(4);
    expect(names.filter(name => name.endsWith('.ndjson.gz'))).toHaveLength(3);
    expect(readFileSync(file('events.other.ndjson'), 'utf8')).toBe('not ours');
    const kept = names
      .filter(name => name.endsWith('.gz'))
      .flatMap(name => parse(gunzipSync(readFileSync(file(name)))));
    const last = [...kept, ...linesIn(file())].map(line => Number(line.log?.message));
    expect(last.at(-1)).toBe(99);
    expect(last).toEqual(last.map((_, i) => last[0]! + i));
  });

  it('by day puts yesterday’s file aside, of this process or the one before', async () => {
    let now = Date.UTC(2026, 10, 21, 23, 59);
    const clock = { now: () => now, monotonic: () => now };
    const troubles: unknown[] = [];
    const sink = new FileSink({ path: file(), rotateEvery: 'day', clock, onTrouble: error => troubles.push(error) });
    appendFileSync(file(), '"the day before"\n');
    utimesSync(file(), new Date(now - 86_400_000), new Date(now - 86_400_000));
    await sink.write(['"late"\n'], () => undefined);
    now += 120_000;
    await sink.write(['"early"\n'], () => undefined);
    await sink.close();
    expect(rotated().map(name => readFileSync(file(name), 'utf8'))).toEqual(['"the day before"\n', '"late"\n']);
    expect(readFileSync(file(), 'utf8')).toBe('"early"\n');
    expect(troubles).toEqual([]);
  });
});

describe('options', () => {
  it.each([
    [{ path: '/x', stream: process.stdout }, /either path or stream/],
    [{ maxBytes: 10 }, /maxBytes: is for files/],
    [{ path: '/x', maxBytes: 0 }, /maxBytes/],
    [{ path: '/x', rotateEvery: 'week' }, /rotateEvery/],
    [{ signals: ['logs'] }, /signals/],
    [{ stream: {} }, /writable stream/],
    [{ path: '' }, /path/],
  ])('refuses %o', (options, message) => {
    expect(() => new JsonExporter(options as never)).toThrow(message);
  });

  it('names what no exporter knows', () => {
    expect(() => new JsonExporter({ file: 'x' } as never)).toThrow(/file/);
    expect(existsSync('x')).toBe(false);
  });
});
