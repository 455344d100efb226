import type { ObservabilityExporter } from '@mastra/core/observability';
import { expect } from 'vitest';
import { Application } from './application.ts';

/** The application of the suite, which knows that every event has to be somewhere. */
export class Bench extends Application {
  constructor(exporter: ObservabilityExporter) {
    super(exporter, { serviceName: 'conformance' });
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
