import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { Observability } from '../instances/observability.ts';
import { RecordingLogger } from '../testing/destination.ts';
import { ConsoleExporter } from './console.ts';
import { JsonExporter } from './json.ts';

function emitAll(observability: Observability): void {
  const span = observability
    .getDefaultInstance()
    .startSpan({ type: 'model_generation', name: 'llm', attributes: { usage: { inputTokens: 3, outputTokens: 2 } } });
  span.logger.warn('careful', { a: 1 });
  span.addScore({ scorerId: 'quality', score: 0.5, reason: 'so so' });
  span.addFeedback({ feedbackType: 'thumbs', feedbackSource: 'user', value: 'up' });
  span.error({ error: new Error('boom') });
}

const kinds = ['span.started', 'span.error', 'span.ended', 'log', 'metric', 'score', 'feedback'];

describe('JsonExporter', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('writes a line of JSON for every event to a stream', async () => {
    const stream = new PassThrough();
    const observability = new Observability({ serviceName: 'test', exporters: [new JsonExporter({ stream })] });
    emitAll(observability);
    await observability.flush();
    const lines = String(stream.read())
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { type: string });
    expect(new Set(lines.map(line => line.type))).toEqual(new Set(kinds));
  });

  it('appends to a file, which is complete after shutdown', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'json-exporter-'));
    folders.push(folder);
    const path = join(folder, 'events.ndjson');
    for (let i = 0; i < 2; i++) {
      const observability = new Observability({
        serviceName: 'test',
        exporters: [new JsonExporter({ path })],
        metrics: { autoExtract: false },
      });
      emitAll(observability);
      await observability.shutdown();
    }
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(12);
  });

  it('counts and reports what a file that cannot be written did not take', async () => {
    const logger = new RecordingLogger();
    const observability = new Observability({
      serviceName: 'test',
      exporters: [new JsonExporter({ path: join(tmpdir(), 'no', 'such', 'folder', 'x.ndjson') })],
    });
    observability.attach({ logger });
    emitAll(observability);
    await observability.flush({ timeoutMs: 1000 });
    const { tracing } = observability.health().exporters.json!.signals;
    expect(tracing).toMatchObject({ emitted: 3, delivered: 0, dropped: { exporter_error: 3 } });
    expect(logger.warnings[0]).toContain('ENOENT');
  });
});

describe('ConsoleExporter', () => {
  it('has a readable line for each signal', () => {
    const lines: string[] = [];
    emitAll(
      new Observability({
        serviceName: 'test',
        exporters: [new ConsoleExporter({ write: line => lines.push(line), colors: false })],
      }),
    );
    const text = lines.join('\n');
    expect(text).toMatch(/✗ span llm \d+ ms 3→2 tokens boom trace [0-9a-f]{8}/);
    expect(text).toMatch(/WARN {2}careful \{"a":1\}/);
    expect(text).toMatch(/metric mastra_model_input_tokens 3 \{token\}/);
    expect(text).toMatch(/score quality 0.5 so so/);
    expect(text).toMatch(/feedback thumbs up/);
    expect(text).not.toContain('\u001b');
  });
});
