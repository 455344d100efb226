import { scalar } from './types.ts';

const NANOS_PER_MS = 1_000_000n;
/** The latest moment that a `Date` can hold, in nanoseconds. */
const LATEST = 8_640_000_000_000_000n * NANOS_PER_MS;

/**
 * Nanoseconds since the epoch. `undefined` for 0, which stands for unknown, and for what is no such number.
 *
 * @throws Malformed for an object or a list
 */
export function nanosOf(value: unknown): bigint | undefined {
  const nanos = parse(scalar(value, 'a time'));
  return nanos !== undefined && nanos > 0n && nanos <= LATEST ? nanos : undefined;
}

/** The date of a moment, whole milliseconds. Numbers of this size would lose digits, so none are made on the way. */
export function dateOf(nanos: bigint): Date {
  return new Date(Number(nanos / NANOS_PER_MS));
}

/** How long it is from one moment to another, in milliseconds and their fractions; never negative. */
export function durationMs(start: bigint, end: bigint): number {
  return end > start ? Number(end - start) / 1e6 : 0;
}

function parse(value: unknown): bigint | undefined {
  if (typeof value === 'string') return /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? BigInt(Math.floor(value)) : undefined;
}
