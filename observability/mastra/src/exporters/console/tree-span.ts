import type { AnyExportedSpan, RecordedSpan, UsageStats } from '@mastra/core/observability';
import { safe } from './text.ts';

/** What a tree shows of a span. No payloads, so that many can be held. Texts are safe to print. */
export interface TreeSpan {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** `undefined` while it runs. */
  readonly end: number | undefined;
  readonly isEvent: boolean;
  readonly usage: UsageStats | undefined;
  readonly costUsd: number | undefined;
  /** What it failed with. */
  readonly error: string | undefined;
  /** Why it ended, where it did not end by itself. */
  readonly endReason: string | undefined;
}

interface Measured {
  readonly usage?: UsageStats;
  readonly costUsd?: number;
}

/** Longest name and message that are kept. */
const MAX_TEXT = 500;

export function fromExported(span: AnyExportedSpan): TreeSpan {
  const { usage, costUsd } = (span.attributes ?? {}) as Measured;
  return {
    id: span.id,
    parentId: span.parentSpanId,
    name: short(span.name),
    type: span.type,
    start: span.startTime.getTime(),
    end: span.endTime?.getTime(),
    isEvent: span.isEvent,
    usage,
    costUsd,
    error: span.errorInfo && short(span.errorInfo.message),
    endReason: span.endReason,
  };
}

export function fromRecorded(span: RecordedSpan): TreeSpan {
  const { usage, costUsd } = (span.attributes ?? {}) as Measured;
  const message = (span.error as { readonly message?: string } | undefined | null)?.message;
  return {
    id: span.spanId,
    parentId: span.parentSpanId ?? undefined,
    name: short(span.name),
    type: span.spanType,
    start: span.startedAt.getTime(),
    end: span.endedAt?.getTime(),
    isEvent: span.isEvent ?? false,
    usage,
    costUsd,
    error: span.status === 'error' ? short(message ?? '') : undefined,
    endReason: span.endReason ?? undefined,
  };
}

function short(text: string): string {
  return safe(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
}
