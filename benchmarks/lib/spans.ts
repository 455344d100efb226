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

const AGENTS = ['weather', 'travel', 'support'];
const TOOLS = ['forecast', 'search', 'book', 'refund', 'notify'];

/** Two spans: an agent run with a tool call in it that is updated once. Both have derived metrics. */
export function twoSpans(
  instance: ObservabilityInstance,
  input?: (i: number) => unknown,
  output?: (i: number) => unknown,
): (times: number) => void {
  return times => {
    for (let i = 0; i < times; i++) {
      const agent = AGENTS[i % AGENTS.length]!;
      const tool = TOOLS[i % TOOLS.length]!;
      const root = instance.startSpan({
        type: 'agent_run',
        name: 'agent run',
        entityType: 'agent',
        entityId: agent,
        parent: null,
        input: input?.(i),
      });
      const child = root.createChildSpan({ type: 'tool_call', name: 'tool call', entityType: 'tool', entityId: tool });
      child.update({ attributes: { toolType: 'function' } });
      child.end();
      root.end(output ? { output: output(i) } : undefined);
    }
  };
}
