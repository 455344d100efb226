import type { ObservabilityHealth, SignalLedger } from '@mastra/core/observability';
import { grouped, heading, paint } from '@mastra/example-kit';

/** Where every event is: by signal, how many were emitted and how many are in the store. */
export function healthReport(health: ObservabilityHealth): string {
  const lines = Object.entries(health.exporters).map(([exporter, { signals }]) => {
    const counts = Object.entries(signals).map(([signal, ledger]) => {
      const count = `${signal} ${grouped(ledger.delivered)}/${grouped(ledger.emitted)}`;
      return ledger.delivered === ledger.emitted ? count : paint('yellow', count);
    });
    const balanced = Object.values(signals).every(isBalanced);
    const verdict = balanced ? paint('green', 'balanced') : paint('red', 'out of balance');
    return `  ${health.status}, ledger of '${exporter}' ${verdict}: ${counts.join(' · ')}`;
  });
  return [heading('Health', 'events delivered of events emitted'), ...lines].join('\n');
}

function isBalanced(ledger: Readonly<SignalLedger>): boolean {
  const { delivered, queued, spooled, quarantined, sampledOut, filtered } = ledger;
  const dropped = Object.values(ledger.dropped).reduce((sum, count) => sum + count, 0);
  return ledger.emitted === delivered + queued + spooled + quarantined + sampledOut + filtered + dropped;
}
