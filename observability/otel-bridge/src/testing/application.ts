import { Mastra, type MastraConfig } from '@mastra/core';
import type { ObservabilityConfig } from '@mastra/core/observability';
import { InMemoryExporter, Observability } from '@mastra/observability';
import { OtelBridge, type OtelBridgeOptions } from '../index.ts';

/** An application whose spans are in memory, and in OpenTelemetry. */
export function bridged<C extends Omit<MastraConfig, 'observability'>>(
  config: C,
  options: Partial<ObservabilityConfig> = {},
  bridgeOptions: OtelBridgeOptions = {},
) {
  const memory = new InMemoryExporter();
  const bridge = new OtelBridge(bridgeOptions);
  const observability = new Observability({ serviceName: 'test', exporters: [memory], bridge, ...options });
  const mastra = new Mastra({ logger: 'silent', ...config, observability });
  return { mastra, memory, instance: observability.getDefaultInstance() };
}
