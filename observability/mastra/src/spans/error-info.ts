import type { SpanErrorInfo } from '@mastra/core/observability';
import type { Capture } from './capture.ts';

/** Turns whatever was thrown into what spans and events carry. */
export function toErrorInfo(error: unknown, capture: Capture): SpanErrorInfo {
  try {
    if (typeof error === 'object' && error !== null) return fromObject(error as Record<string, unknown>, capture);
    return { message: capture.text(String(error)) };
  } catch {
    return { message: '[unreadable error]' };
  }
}

function fromObject(error: Record<string, unknown>, capture: Capture): SpanErrorInfo {
  const { message, name, stack, code, id, domain, category, details } = error;
  const text = (value: unknown) => (typeof value === 'string' ? capture.text(value) : undefined);
  const info: { -readonly [K in keyof SpanErrorInfo]: SpanErrorInfo[K] } = {
    message: typeof message === 'string' ? capture.text(message) : JSON.stringify(capture.value(error)),
  };
  const stable = text(code) ?? text(id);
  if (typeof name === 'string') info.name = capture.name(name);
  if (stable !== undefined) info.id = stable;
  if (typeof domain === 'string') info.domain = capture.name(domain);
  if (typeof category === 'string') info.category = capture.name(category);
  if (typeof stack === 'string') info.stack = capture.text(stack);
  if (typeof details === 'object' && details !== null)
    info.details = capture.record(details as Record<string, unknown>);
  return info;
}
