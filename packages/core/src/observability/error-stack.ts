import type { SpanErrorInfo } from './types/index.ts';

/**
 * An error in words, with its stack and all that caused it, each cause after `Caused by: ` as OpenTelemetry's conventions
 * and Java have it.
 */
export function errorText(error: SpanErrorInfo): string {
  return causesOf(error).map(oneText).join('\nCaused by: ');
}

/** The same as a stack trace: `undefined` where neither the error nor a cause has a stack. */
export function errorStack(error: SpanErrorInfo): string | undefined {
  return causesOf(error).some(({ stack }) => stack) ? errorText(error) : undefined;
}

function causesOf(error: SpanErrorInfo): readonly SpanErrorInfo[] {
  const chain: SpanErrorInfo[] = [];
  for (let current: SpanErrorInfo | undefined = error; current; current = current.cause) chain.push(current);
  return chain;
}

function oneText({ name, message, stack }: SpanErrorInfo): string {
  const summary = name ? `${name}: ${message}` : message;
  if (!stack) return summary;
  return stack.includes(message) ? stack : `${summary}\n${stack}`;
}
