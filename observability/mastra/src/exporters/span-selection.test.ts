import type { ObservabilityEvent, Signal, TracingEvent } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { imbalance } from '../delivery/ledger.ts';
import { Observability } from '../instances/observability.ts';
import { RecordingLogger } from '../testing/destination.ts';
import { InMemoryExporter } from './in-memory.ts';
import type { ExporterOptions } from './options.ts';
import { QueuedExporter } from './queued.ts';

class Collector extends QueuedExporter {
  readonly name = 'collector';
  readonly events: ObservabilityEvent[] = [];
  readonly when: 'all' | 'ended';

  constructor(options: ExporterOptions = {}, when: 'all' | 'ended' = 'ended') {
    super(options);
    this.when = when;
  }

  protected override get spanEvents(): 'all' | 'ended' {
    return this.when;
  }

  onTracingEvent(event: TracingEvent): void {
    this.accept('tracing', event);
  }

  protected async send(_signal: Signal, events: readonly ObservabilityEvent[]): Promise<void> {
    this.events.push(...events);
  }

  get spans() {
    return this.events.map(event => (event as TracingEvent).exportedSpan);
  }
}

/** An agent run with a workflow step around a tool call, and a tool call that fails. */
async function observe(collector: Collector) {
  const memory = new InMemoryExporter();
  const logger = new RecordingLogger();
  const observability = new Observability({ serviceName: 'test', exporters: [collector, memory] });
  observability.attach({ logger });
  const run = observability.getDefaultInstance().startSpan({ type: 'agent_run', name: 'run' });
  const outer = run.createChildSpan({ type: 'workflow_step', name: 'outer' });
  const inner = outer.createChildSpan({ type: 'workflow_step', name: 'inner' });
  const tool = inner.createChildSpan({ type: 'tool_call', name: 'tool', input: { city: 'Oslo' } });
  tool.error({ error: new Error('boom') });
  inner.end();
  outer.end();
  run.end();
  await observability.flush();
  const ledger = observability.health().exporters.collector!.signals.tracing;
  expect(imbalance(ledger)).toBe(0);
  return { memory, logger, ledger, run, tool };
}

describe('the spans that an exporter sends', () => {
  it('are all of them, in every state or when they have ended', async () => {
    const ended = new Collector();
    const { ledger } = await observe(ended);
    expect(ended.spans.map(span => span.name)).toEqual(['tool', 'inner', 'outer', 'run']);
    expect(ledger).toMatchObject({ emitted: 9, delivered: 4, filtered: 5 });

    const { ledger: all } = await observe(new Collector({}, 'all'));
    expect(all).toMatchObject({ emitted: 9, delivered: 9, filtered: 0 });
  });

  it('leave out types, and their children move up to the nearest span that is sent', async () => {
    const collector = new Collector({ excludeSpanTypes: ['workflow_step'] });
    const { memory, run, tool } = await observe(collector);
    expect(collector.spans.map(span => [span.name, span.parentSpanId])).toEqual([
      ['tool', run.id],
      ['run', undefined],
    ]);
    // Other exporters and the metrics see everything as it was.
    expect(memory.spans).toHaveLength(4);
    expect(memory.spans.find(span => span.id === tool.id)!.parentSpanId).not.toBe(run.id);
    expect(memory.metricsNamed('mastra_tool_calls_ended')).toHaveLength(1);
  });

  it('make a root of a child whose parents are all left out', async () => {
    const collector = new Collector({ spanFilter: span => span.type === 'tool_call' });
    const { memory } = await observe(collector);
    expect(collector.spans).toMatchObject([{ name: 'tool', isRootSpan: true }]);
    expect(collector.spans[0]!.parentSpanId).toBeUndefined();
    expect(memory.metricsNamed('mastra_agent_runs_ended')).toHaveLength(1);
  });

  it('are left out, counted and told of once where the filter throws', async () => {
    const collector = new Collector({
      spanFilter: () => {
        throw new Error('no idea');
      },
    });
    const { ledger, logger } = await observe(collector);
    expect(collector.events).toHaveLength(0);
    expect(ledger).toMatchObject({ emitted: 9, dropped: { processor_error: 9 } });
    expect(logger.warnings).toHaveLength(1);
    expect(logger.warnings[0]).toContain('no idea');
  });
});

describe('customSpanFormatter', () => {
  it('changes spans for its own exporter only', async () => {
    const collector = new Collector({
      customSpanFormatter: async span => ({ ...span, name: span.name.toUpperCase(), input: undefined }),
    });
    const { memory } = await observe(collector);
    expect(collector.spans.map(span => span.name)).toEqual(['TOOL', 'INNER', 'OUTER', 'RUN']);
    expect(collector.spans[0]!.input).toBeUndefined();
    expect(memory.spansNamed('tool')[0]!.input).toEqual({ city: 'Oslo' });
    expect(memory.metricsNamed('mastra_tool_calls_ended')[0]!.labels.tool).toBe('tool');
  });

  it('never lets a span out unchanged: one that it cannot take goes to quarantine, the others arrive', async () => {
    const collector = new Collector({
      customSpanFormatter: span => {
        if (span.name === 'tool') throw new Error('not this one');
        return span;
      },
    });
    const { ledger } = await observe(collector);
    expect(collector.spans.map(span => span.name).sort()).toEqual(['inner', 'outer', 'run']);
    expect(ledger).toMatchObject({ delivered: 3, quarantined: 1 });
    expect(collector.quarantined()[0]!.reason).toBe('the customSpanFormatter of collector threw: not this one');
  });

  it('is told when it forgets to answer', async () => {
    const collector = new Collector({ customSpanFormatter: (() => undefined) as never });
    const { ledger } = await observe(collector);
    expect(collector.events).toHaveLength(0);
    expect(ledger.quarantined).toBe(4);
    expect(collector.quarantined()[0]!.reason).toContain('answered nothing');
  });
});

it('refuses options that are none, with one error that names them', () => {
  expect(() => new Collector({ excludeSpanTypes: ['tool'] as never, spanFilter: true as never })).toThrow(
    /excludeSpanTypes[\s\S]*spanFilter/,
  );
});
