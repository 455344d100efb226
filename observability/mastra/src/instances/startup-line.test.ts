import { InMemoryStore } from '@mastra/core/storage';
import { expect, it } from 'vitest';
import { BaseExporter } from '../exporters/base.ts';
import { DefaultExporter } from '../exporters/default.ts';
import { RecordingLogger } from '../testing/destination.ts';
import { Observability } from './observability.ts';

class Judge extends BaseExporter {
  readonly name = 'judge';
  onScoreEvent(): void {
    // Only its presence matters here.
  }
  onFeedbackEvent(): void {
    // Only its presence matters here.
  }
}

it('says in one line what goes where', () => {
  const logger = new RecordingLogger();
  const observability = new Observability({
    serviceName: 'shop',
    environment: 'production',
    exporters: [new DefaultExporter(), new Judge()],
    sampling: { type: 'ratio', probability: 0.5 },
  });
  observability.attach({ storage: new InMemoryStore(), logger });
  expect(logger.lines).toEqual([
    'info [observability] shop (production): traces, logs, metrics, scores and feedback → default, judge (scores, feedback); store: InMemoryStore (written by default); sampling: ratio 0.5',
  ]);
});

it('says that nothing is exported', () => {
  const logger = new RecordingLogger();
  new Observability({ serviceName: 'shop', exporters: [], environment: 'test' }).attach({ logger });
  expect(logger.lines[0]).toContain('→ none (nothing is exported); store: none');
});

it('says, once, that a store is given and nothing writes to it, and doctor() fails', async () => {
  const logger = new RecordingLogger();
  const observability = new Observability({ serviceName: 'shop', exporters: [new Judge()], environment: 'test' });
  observability.attach({ storage: new InMemoryStore(), logger });
  expect(logger.lines).toEqual([
    expect.stringContaining('store: InMemoryStore (nothing writes to it);'),
    expect.stringMatching(/^warn .*no exporter writes to it.*new DefaultExporter\(\)/),
  ]);
  const { ok, checks } = await observability.doctor();
  expect([ok, checks[0]?.message]).toEqual([false, expect.stringContaining('no exporter writes to it')]);
});

it('a DefaultExporter with a store of its own does not write to the application’s', () => {
  const logger = new RecordingLogger();
  const exporters = [new DefaultExporter({ storage: new InMemoryStore() })];
  new Observability({ serviceName: 'shop', exporters }).attach({ storage: new InMemoryStore(), logger });
  expect(logger.lines.some(line => line.includes('no exporter writes to it'))).toBe(true);
});
