import { stripVTControlCharacters } from 'node:util';
import type { MetricEvent, TracingEvent } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { originOf } from '../adapters/origin.ts';
import { Observability } from '../instances/observability.ts';
import { logEvent, spanEvent } from '../testing/destination.ts';
import { ConsoleExporter, type ConsoleExporterOptions } from './console.ts';

interface Printing {
  readonly exporter: ConsoleExporter;
  readonly lines: string[];
}

function printing(options: ConsoleExporterOptions = {}): Printing {
  const lines: string[] = [];
  const exporter = new ConsoleExporter({ write: line => lines.push(line), colors: false, ...options });
  return { exporter, lines };
}

function emitAll(exporter: ConsoleExporter): Observability {
  const observability = new Observability({ serviceName: 'shop', exporters: [exporter] });
  const instance = observability.getDefaultInstance();
  const root = instance.startSpan({
    type: 'agent_run',
    name: 'agent',
    tracingOptions: { sessionId: 's-1', userId: 'ada' },
  });
  const usage = { inputTokens: 1200, outputTokens: 34, inputDetails: { text: 200, cacheRead: 1000 } };
  const llm = root.createChildSpan({
    type: 'model_generation',
    name: 'llm',
    attributes: { model: 'gpt-5-mini', usage },
  });
  llm.logger.warn('careful', { a: 1 });
  llm.addScore({ scorerId: 'quality', score: 0.5, reason: 'so so' });
  llm.error({ error: new Error('boom') });
  root.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up', comment: 'fine' });
  root.end();
  return observability;
}

const traceOf =
  (traceId: string) =>
  (event: TracingEvent): TracingEvent => ({
    ...event,
    exportedSpan: { ...event.exportedSpan, traceId },
  });

/** Begins and ends a span. */
function span(exporter: ConsoleExporter, id: string, more: Partial<TracingEvent['exportedSpan']> = {}): void {
  exporter.onTracingEvent(spanEvent('span.started', id, more));
  exporter.onTracingEvent(spanEvent('span.ended', id, more));
}

describe('lines', () => {
  it('are there for each signal as it happens', () => {
    const { exporter, lines } = printing();
    emitAll(exporter);
    const text = lines.join('\n');
    expect(text).toMatch(/✗ span llm \d+ ms 1200→34 tokens \$0\.00014 boom trace [0-9a-f]{8}/);
    expect(text).toMatch(/✓ span agent \d+ ms trace/);
    expect(text).toMatch(/WARN {2}careful \{"a":1\} trace/);
    expect(text).toMatch(/metric mastra_model_input_tokens 1200 \{token\} model=gpt-5-mini/);
    expect(text).toMatch(/score quality 0.5 so so/);
    expect(text).toMatch(/feedback thumbs up fine/);
    expect(text).not.toContain('\u001b');
    expect(lines.findIndex(line => line.includes('careful'))).toBeLessThan(
      lines.findIndex(line => line.includes('span llm')),
    );
  });

  it('leave out measurements where they are not wanted, and logs that were printed already', () => {
    const { exporter, lines } = printing({ metrics: false });
    emitAll(exporter);
    exporter.onLogEvent({ type: 'log', log: { ...logEvent('info', 'twice').log, metadata: originOf('pino', true) } });
    expect(lines.filter(line => /metric|twice/.test(line))).toEqual([]);
  });

  it('are single and harmless, whatever is in them', () => {
    const { exporter, lines } = printing();
    const hostile = 'a\u001b[2Jb\r\nc\u0007\u009b31m\u202egnp.exe\u2028z';
    exporter.onLogEvent({
      type: 'log',
      log: { ...logEvent('info', hostile).log, data: { [hostile]: hostile }, traceId: hostile },
    });
    span(exporter, 'x', { name: hostile, errorInfo: { message: hostile } });
    exporter.onScoreEvent({
      type: 'score',
      score: { scoreId: '1', timestamp: new Date(0), scorerId: hostile, score: 1, reason: hostile },
    });
    exporter.onMetricEvent(metric(hostile, 1, { [hostile]: hostile }));
    expect(lines).toHaveLength(4);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(lines.filter(line => /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/.test(line))).toEqual([]);
    expect(lines[0]).toContain('a␛[2Jb␍↵c␇\ufffd31mgnp.exe↵z');
  });

  it('say how much of a long message is not shown', () => {
    const { exporter, lines } = printing();
    exporter.onLogEvent(logEvent('info', 'x'.repeat(1_000_000)));
    expect(lines[0]?.length).toBeLessThan(11_000);
    expect(lines[0]).toContain('(990000 more characters)');
  });
});

describe('a tree', () => {
  it('is printed when its root has ended, with everything under its span, and what it came to', () => {
    const { exporter, lines } = printing({ format: 'tree' });
    const observability = new Observability({ serviceName: 'shop', exporters: [exporter] });
    const root = observability.getDefaultInstance().startSpan({ type: 'generic', name: 'root' });
    root.createChildSpan({ type: 'generic', name: 'child' }).end();
    root.logger.error('oh');
    expect(lines).toEqual([]);
    root.end();
    expect(lines.map(line => line.replace(/ +/g, ' ').replace(/[█▏▎▍▌▋▊▉]+/, '#'))).toEqual([
      '',
      expect.stringMatching(/^trace [0-9a-f]{32} shop · 2 spans$/),
      expect.stringMatching(/^ root # ?\d+ ms$/),
      expect.stringMatching(/^ ├─ child # ?\d+ ms$/),
      ' └─ ERROR oh',
    ]);
  });

  it('has tokens, cost, errors, logs and judgements', () => {
    const { exporter, lines } = printing({ format: 'tree' });
    emitAll(exporter);
    const text = lines.join('\n');
    expect(lines[1]).toMatch(
      /^trace [0-9a-f]{32} {2}shop · session s-1 · user ada · 2 spans · 1 with an error · 1,200 → 34 tokens · \$0\.00014$/,
    );
    expect(text).toMatch(/├─ llm .* 1,200 \(1,000 cached\) → 34 tokens {2}\$0\.00014 {2}✗ boom/);
    expect(text).toMatch(/WARN {2}careful \{"a":1\}/);
    expect(text).toMatch(/score quality 0.5 so so/);
    expect(text).toMatch(/feedback thumbs up fine/);
    expect(text).not.toContain('metric');
  });

  it('has measurements beside it where they are wanted', () => {
    const { exporter, lines } = printing({ format: 'tree', metrics: true });
    emitAll(exporter);
    expect(lines.some(line => line.includes('metric mastra_agent_duration_ms'))).toBe(true);
  });

  it('takes colours, which change nothing else', () => {
    const plain = printing({ format: 'tree' });
    const coloured = printing({ format: 'tree', colors: true });
    for (const { exporter } of [plain, coloured]) {
      span(exporter, 'root', { isRootSpan: true, errorInfo: { message: 'x' } });
    }
    expect(coloured.lines.join('\n')).toContain('\u001b[31m');
    expect(coloured.lines.map(stripVTControlCharacters)).toEqual(plain.lines);
  });

  it('stays within the terminal, and its columns stand under each other', () => {
    for (const columns of [50, 80, 160]) {
      const { exporter, lines } = printing({ format: 'tree', columns });
      exporter.onTracingEvent(spanEvent('span.started', 'root', { isRootSpan: true }));
      const usage = { inputTokens: 123_456, outputTokens: 7890, inputDetails: { text: 1, cacheRead: 123_455 } };
      const full = { attributes: { usage, costUsd: 0.0123 }, errorInfo: { message: 'wrong '.repeat(30) } };
      span(exporter, 'full', { parentSpanId: 'root', type: 'model_generation', ...full });
      for (const name of ['日本語のとても長い名前のスパン', '👨‍👩‍👧 family', 'e\u0301a', 'plain'])
        span(exporter, name, { parentSpanId: 'root' });
      exporter.onLogEvent({
        type: 'log',
        log: { ...logEvent('info', '長い'.repeat(200)).log, traceId: 'trace', spanId: 'root' },
      });
      exporter.onTracingEvent(spanEvent('span.ended', 'root', { isRootSpan: true }));
      const rows = lines.filter(line => line.endsWith(' ms'));
      expect(rows).toHaveLength(5);
      expect(new Set(rows.map(columnsOf)).size).toBe(1);
      expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toContain(columns === 160 ? '123,456 (123,455 cached) → 7,890 tokens' : '123,456→7,890');
    }
  });

  it('of 10,000 spans is cut, and says what it does not show', () => {
    const { exporter, lines } = printing({ format: 'tree', maxRows: 50 });
    exporter.onTracingEvent(spanEvent('span.started', 'root', { isRootSpan: true }));
    for (let i = 0; i < 10_000; i++) {
      span(exporter, `s${i}`, { parentSpanId: 'root', ...(i % 1000 === 999 ? { errorInfo: { message: 'x' } } : {}) });
    }
    exporter.onTracingEvent(spanEvent('span.ended', 'root', { isRootSpan: true }));
    expect(lines.length).toBeLessThan(60);
    expect(lines[1]).toContain('10,001 spans');
    expect(lines.slice(-2)).toEqual([
      '  └─ … 4,950 more spans (4 with an error) not shown',
      '  … 5,001 more spans not shown',
    ]);
  });

  it('that is deep, or whose spans are each other’s parents, is printed all the same', () => {
    const { exporter, lines } = printing({ format: 'tree', maxRows: 1000 });
    exporter.onTracingEvent(spanEvent('span.started', 'd0', { isRootSpan: true }));
    for (let i = 1; i < 3000; i++) span(exporter, `d${i}`, { parentSpanId: `d${i - 1}` });
    span(exporter, 'a', { parentSpanId: 'b' });
    span(exporter, 'b', { parentSpanId: 'a' });
    exporter.onTracingEvent(spanEvent('span.ended', 'd0', { isRootSpan: true }));
    const text = lines.join('\n');
    expect(text).toContain('… 2,967 more spans not shown');
    expect(text).toMatch(/^ {2}a .*\(its parent is below it\)\n {2}└─ b /m);
  });

  it('holds a bounded number of traces that never end, and prints the oldest', () => {
    const { exporter, lines } = printing({ format: 'tree' });
    for (let i = 0; i < 50_010; i++) {
      exporter.onTracingEvent(traceOf(`t${i}`)(spanEvent('span.started', `s${i}`, { isRootSpan: true })));
    }
    const titles = lines.filter(line => line.startsWith('trace '));
    expect(titles).toHaveLength(10);
    expect(titles[0]).toContain('trace t0  1 span · 1 still running');
  });

  it('of a run that has not ended is printed at shutdown, once', async () => {
    const { exporter, lines } = printing({ format: 'tree' });
    exporter.onTracingEvent(spanEvent('span.started', 'root', { isRootSpan: true }));
    await exporter.shutdown();
    await exporter.shutdown();
    expect(lines).toEqual(['', expect.stringContaining('1 still running'), expect.stringMatching(/root .* running$/)]);
  });

  it('of which the root is in another process is printed with a flush', async () => {
    const { exporter, lines } = printing({ format: 'tree' });
    span(exporter, 'a', { parentSpanId: 'elsewhere' });
    expect(lines).toEqual([]);
    await exporter.flush();
    expect(lines[1]).toContain('1 span');
  });

  it('is followed by lines of what comes late', () => {
    const { exporter, lines } = printing({ format: 'tree' });
    span(exporter, 'root', { isRootSpan: true });
    const before = lines.length;
    span(exporter, 'late', { parentSpanId: 'root' });
    exporter.onScoreEvent({
      type: 'score',
      score: { scoreId: '1', timestamp: new Date(0), scorerId: 'judge', score: 1, traceId: 'trace' },
    });
    exporter.onLogEvent(logEvent('info', 'outside'));
    expect(lines.slice(before)).toEqual([
      expect.stringContaining('span late'),
      expect.stringContaining('score judge 1 trace trace'),
      expect.stringContaining('INFO  outside'),
    ]);
  });

  it('waits for all local roots of one trace', () => {
    const { exporter, lines } = printing({ format: 'tree' });
    exporter.onTracingEvent(spanEvent('span.started', 'one', { isRootSpan: true, parentSpanId: 'x' }));
    exporter.onTracingEvent(spanEvent('span.started', 'two', { isRootSpan: true, parentSpanId: 'x' }));
    exporter.onTracingEvent(spanEvent('span.ended', 'one', { isRootSpan: true, parentSpanId: 'x' }));
    expect(lines).toEqual([]);
    exporter.onTracingEvent(spanEvent('span.ended', 'two', { isRootSpan: true, parentSpanId: 'x' }));
    expect(lines.filter(line => line.endsWith(' ms'))).toHaveLength(2);
  });

  it('shows hostile names as they are', () => {
    const { exporter, lines } = printing({ format: 'tree' });
    span(exporter, 'root', {
      isRootSpan: true,
      name: 'a\u001b]0;owned\u0007\nb',
      serviceName: 's\u001b[2J',
      errorInfo: { message: '\rx' },
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f]/);
    expect(lines.join('\n')).toContain('a␛]0;owned␇↵b');
  });
});

describe('options', () => {
  it.each([
    [{ format: 'table' }, /format/],
    [{ write: 'x' }, /write/],
    [{ columns: 3 }, /columns/],
    [{ color: true }, /color/],
  ])('refuses %o', (options, message) => {
    expect(() => new ConsoleExporter(options as never)).toThrow(message);
  });
});

function metric(name: string, value: number, labels: Readonly<Record<string, string>>): MetricEvent {
  return {
    type: 'metric',
    metric: { metricId: name, timestamp: new Date(0), name, metricType: 'counter', value, labels },
  };
}

/** Columns on a terminal, by other means than the code under test: pairs of wide characters are known here. */
function columnsOf(line: string): number {
  const wide = line.match(/[\u3000-\u9fff]/g)?.length ?? 0;
  const narrow = line.replace(/👨‍👩‍👧/g, 'xx').replace(/\u0301/g, '');
  return narrow.length + wide;
}
