import type {
  AnyExportedSpan,
  DiagnosticLogger,
  ObservabilityExporter,
  ObservabilityInstance,
  SignalLedger,
} from '@mastra/core/observability';
import { Observability } from '@mastra/observability';
import { expect } from 'vitest';

/** Remembers what the pipeline said of its own troubles. */
class RecordingLogger implements DiagnosticLogger {
  readonly lines: string[] = [];
  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(message: string): void {
    this.lines.push(`error ${message}`);
  }
}

/** An application with one exporter. */
export class Bench {
  readonly exporter: ObservabilityExporter;
  readonly observability: Observability;
  readonly instance: ObservabilityInstance;
  readonly logger = new RecordingLogger();

  constructor(exporter: ObservabilityExporter) {
    this.exporter = exporter;
    this.observability = new Observability({
      serviceName: 'conformance',
      environment: 'test',
      exporters: [exporter],
      logLevel: 'debug',
      metrics: { autoExtract: false },
    });
    this.observability.attach({ logger: this.logger });
    this.instance = this.observability.getDefaultInstance();
  }

  get warnings(): readonly string[] {
    return this.logger.lines.filter(line => line.startsWith('warn'));
  }

  get ledger(): Readonly<Record<string, SignalLedger>> {
    return this.observability.health().exporters[this.exporter.name]!.signals;
  }

  /** Flushes until nothing waits: an attempt that fails ends a flush. */
  async drain(): Promise<void> {
    for (let i = 0; i < 200; i++) {
      const { pending } = await this.observability.flush({ timeoutMs: 5000 });
      if (pending === 0) return;
    }
    throw new Error(`events still wait: ${JSON.stringify(this.ledger)}`);
  }

  /** Every event that was emitted is somewhere. */
  expectBalance(): void {
    for (const [signal, ledger] of Object.entries(this.ledger)) {
      const { emitted, dropped, ...places } = ledger;
      const sum = [...Object.values(places), ...Object.values(dropped)].reduce((a, b) => a + b, 0);
      expect({ signal, sum }).toEqual({ signal, sum: emitted });
    }
  }

  /** Nothing was refused, given up or forgotten. */
  expectNothingLost(): void {
    this.expectBalance();
    for (const [signal, ledger] of Object.entries(this.ledger)) {
      const dropped = Object.values(ledger.dropped).reduce((a, b) => a + b, 0);
      expect({ signal, dropped, quarantined: ledger.quarantined }).toEqual({ signal, dropped: 0, quarantined: 0 });
    }
  }
}

const WALL = Date.parse('2026-03-01T12:00:00Z');

/** A span made by hand, for events in an order that a live span never has. */
export function spanOf(id: string, traceId: string, more: Partial<AnyExportedSpan> = {}): AnyExportedSpan {
  return {
    id,
    traceId,
    name: `span ${id}`,
    type: 'generic',
    startTime: new Date(WALL),
    isEvent: false,
    isRootSpan: more.parentSpanId === undefined,
    serviceName: 'conformance',
    environment: 'test',
    ...more,
  };
}

export const ended = (span: AnyExportedSpan): AnyExportedSpan => ({ ...span, endTime: new Date(WALL + 250) });
