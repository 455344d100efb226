import type { MastraStorage } from '@mastra/core/storage';
import type { BaseObservabilityInstance } from './base.ts';

/** What a pipeline records and where it goes, in one line. */
export function startupLine(instance: BaseObservabilityInstance, storage: MastraStorage | undefined): string {
  const { serviceName, environment, sampling, bridge } = instance.config;
  const exporters = instance.describeExporters().join(', ') || 'none (nothing is exported)';
  const store = storage ? `${storage.name} (${writtenBy(instance.storeWriters)})` : 'none';
  const share = sampling.type === 'ratio' ? ` ${sampling.probability}` : '';
  return (
    `[observability] ${serviceName}${environment ? ` (${environment})` : ''}: traces, logs, metrics, scores and feedback → ${exporters}; ` +
    `store: ${store}; ${bridge ? `bridge: ${bridge.name}; ` : ''}sampling: ${sampling.type}${share}`
  );
}

const writtenBy = (exporters: readonly string[]) =>
  exporters.length === 0 ? 'nothing writes to it' : `written by ${exporters.join(', ')}`;

/** What is wrong where the application has a store and no exporter writes to it; `undefined` where nothing is. */
export function unwrittenStore(
  instance: BaseObservabilityInstance,
  storage: MastraStorage | undefined,
): string | undefined {
  if (!storage || instance.storeWriters.length > 0) return undefined;
  return `the application has a store (${storage.name}), and no exporter writes to it, because \`exporters\` replaces the default. To keep traces there, add one: exporters: [new DefaultExporter(), …].`;
}
