import type { ObservabilityConfig, ObservabilityExporter, ObservabilityInstance } from '@mastra/core/observability';
import { Observability } from '@mastra/observability';

const nothing = () => undefined;

/** Takes everything and keeps nothing. */
export const noopExporter = (): ObservabilityExporter => ({
  name: 'no-op',
  onTracingEvent: nothing,
  onLogEvent: nothing,
  onMetricEvent: nothing,
});

export function instanceWith(config: Partial<ObservabilityConfig> = {}): ObservabilityInstance {
  return new Observability({ serviceName: 'benchmark', exporters: [noopExporter()], ...config }).getDefaultInstance();
}

/** Two spans: an agent run with a tool call in it that is updated once. Both have derived metrics. */
export function twoSpans(instance: ObservabilityInstance, input?: unknown, output?: unknown): (times: number) => void {
  return times => {
    for (let i = 0; i < times; i++) {
      const root = instance.startSpan({
        type: 'agent_run',
        name: "agent run: 'weather'",
        entityType: 'agent',
        entityId: 'weather',
        parent: null,
        input,
      });
      const child = root.createChildSpan({
        type: 'tool_call',
        name: "tool: 'forecast'",
        entityType: 'tool',
        entityId: 'forecast',
      });
      child.update({ attributes: { toolType: 'function' } });
      child.end();
      root.end(output === undefined ? undefined : { output });
    }
  };
}
