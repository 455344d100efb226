import type { AnyExportedSpan } from '@mastra/core/observability';
import type { InMemoryExporter } from '@mastra/observability';
import { expect } from 'vitest';
import { idOf, parentIdOf, type Telemetry } from './telemetry.ts';

/**
 * What holds after everything that happens: nothing is open on either side, nothing ended twice, and every span of ours
 * has one of OpenTelemetry's under the same ids, which hangs below the one of its parent, directly or not.
 */
export function expectJoined(memory: InMemoryExporter, telemetry: Telemetry): void {
  expect(memory.openSpans.map(span => span.name)).toEqual([]);
  expect(telemetry.open).toEqual([]);
  expect(telemetry.endings).toBe(telemetry.spans.length);
  const theirs = new Map(telemetry.spans.map(span => [idOf(span), span]));
  for (const span of memory.spans) {
    const counterpart = theirs.get(keyOf(span));
    expect(counterpart, `${span.name} in OpenTelemetry`).toBeDefined();
    if (span.parentSpanId === undefined) continue;
    const ancestors: string[] = [];
    for (let at = counterpart && parentIdOf(counterpart); at; at = parentOf(theirs.get(at))) ancestors.push(at);
    expect(ancestors).toContain(`${span.traceId}/${span.parentSpanId}`);
  }
}

const keyOf = ({ traceId, id }: AnyExportedSpan) => `${traceId}/${id}`;
const parentOf = (span: Parameters<typeof parentIdOf>[0] | undefined) => span && parentIdOf(span);
