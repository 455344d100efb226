import type { ObservabilityEvent, SignalProcessor } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { imbalance } from '../delivery/ledger.ts';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';

function run(processors: SignalProcessor[]) {
  const memory = new InMemoryExporter();
  const observability = new Observability({ serviceName: 'test', exporters: [memory], processors });
  const span = observability.getDefaultInstance().startSpan({ type: 'tool_call', name: 'a', input: { secret: 'raw' } });
  span.logger.info('hello');
  span.end();
  return { memory, ledger: observability.health().exporters['in-memory']!.signals };
}

describe('signal processors', () => {
  it('see every event of every signal exactly once', () => {
    const seen: ObservabilityEvent[] = [];
    const { memory } = run([
      {
        name: 'watch',
        process: event => {
          seen.push(event);
          return event;
        },
      },
    ]);
    expect(seen).toEqual(memory.events);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('fail closed: what a throwing processor saw is never exported', () => {
    const { memory, ledger } = run([
      {
        name: 'broken',
        process(event) {
          if ('exportedSpan' in event) throw new Error('no');
          return event;
        },
      },
    ]);
    expect(memory.spans).toEqual([]);
    expect(memory.logs).toHaveLength(1);
    expect(ledger.tracing).toMatchObject({ emitted: 2, delivered: 0 });
    expect(ledger.tracing.dropped.processor_error).toBe(2);
    expect(imbalance(ledger.tracing)).toBe(0);
  });

  it('refuses an asynchronous processor instead of exporting its promise', () => {
    const { memory, ledger } = run([{ name: 'late', process: (async (event: ObservabilityEvent) => event) as never }]);
    expect(memory.events).toEqual([]);
    expect(ledger.tracing.dropped.processor_error).toBe(2);
  });

  it('filter, and the metrics of a filtered span stay right', () => {
    const { memory, ledger } = run([
      { name: 'no-spans', process: event => ('exportedSpan' in event ? undefined : event) },
    ]);
    expect(memory.spans).toEqual([]);
    expect(memory.metricsNamed('mastra_tool_calls_ended')).toHaveLength(1);
    expect(ledger.tracing).toMatchObject({ emitted: 2, filtered: 2, delivered: 0 });
  });
});
