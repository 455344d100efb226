import type { SpanErrorInfo } from '@mastra/core/observability';
import type { Capture } from './capture.ts';

/** How far causes are followed: enough for any real chain, and an end for a circular one. */
const MAX_CAUSES = 5;

/** Turns whatever was thrown into what spans and events carry. */
export function toErrorInfo(error: unknown, capture: Capture): SpanErrorInfo {
  return describe(error, capture, MAX_CAUSES);
}

function describe(error: unknown, capture: Capture, causes: number): SpanErrorInfo {
  try {
    if (typeof error === 'object' && error !== null) {
      return fromObject(error as Record<string, unknown>, capture, causes);
    }
    return { message: capture.text(String(error)) };
  } catch {
    return { message: '[unreadable error]' };
  }
}

function fromObject(error: Record<string, unknown>, capture: Capture, causes: number): SpanErrorInfo {
  const { message, name, stack, code, id, domain, category, details, cause } = error;
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
  if (cause !== undefined && cause !== null && causes > 0) info.cause = describe(cause, capture, causes - 1);
  return info;
}
