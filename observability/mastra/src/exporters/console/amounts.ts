import type { UsageStats } from '@mastra/core/observability';

/** Milliseconds for people: `7 ms`, `3.21 s`, `4 min 10 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A number with its thousands apart. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** `1,234 (1,000 cached) → 56 (12 reasoning) tokens`. */
export function tokens(usage: UsageStats | undefined): string {
  if (!usage) return '';
  const cached = usage.inputDetails?.cacheRead ?? 0;
  const reasoning = usage.outputDetails?.reasoning ?? 0;
  return [
    `${grouped(usage.inputTokens ?? 0)}${cached ? ` (${grouped(cached)} cached)` : ''}`,
    `→ ${grouped(usage.outputTokens ?? 0)}${reasoning ? ` (${grouped(reasoning)} reasoning)` : ''} tokens`,
  ].join(' ');
}

/** The same without details: `1,234→56`. */
export function shortTokens(usage: UsageStats | undefined): string {
  return usage ? `${grouped(usage.inputTokens ?? 0)}→${grouped(usage.outputTokens ?? 0)}` : '';
}

/** US dollars, to two digits that say something: `$0.0012`. */
export function dollars(amount: number | undefined): string {
  if (amount === undefined || !Number.isFinite(amount)) return '';
  return `$${amount >= 1 ? grouped(amount) : Number(amount.toPrecision(2)).toFixed(decimals(amount))}`;
}

function decimals(amount: number): number {
  return amount <= 0 ? 2 : Math.min(10, Math.max(2, 1 - Math.floor(Math.log10(amount))));
}
