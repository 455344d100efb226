import { randomFillSync } from 'node:crypto';

// Random bytes are drawn by the pool and written as text by the kilobyte; an id is a slice of that text. The text is
// kept small, because a slice keeps all of it in memory.
const TEXT_BYTES = 1024;
const pool = Buffer.allocUnsafeSlow(16 * TEXT_BYTES);
let drawn = pool.length;
let digits = '';
let next = 0;

function randomHex(length: number): string {
  if (next + length > digits.length) refill();
  next += length;
  return digits.slice(next - length, next);
}

function refill(): void {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  digits = pool.toString('hex', drawn, drawn + TEXT_BYTES);
  drawn += TEXT_BYTES;
  next = 0;
}

let prefixSecond = -1;
let prefix = '';

/**
 * 32 hex digits: the second of its making (8), then 96 random bits. Ids that grow with time keep the rows of a trace
 * together in a store's column statistics, so that a look-up by trace id needs no index. W3C Trace Context asks for
 * randomness in the right half, which is where sampling looks.
 */
export function newTraceId(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (second !== prefixSecond) {
    prefixSecond = second;
    prefix = (second >>> 0).toString(16).padStart(8, '0');
  }
  return prefix + randomHex(24);
}

/** 16 hex digits. */
export function newSpanId(): string {
  return randomHex(16);
}

const processPrefix = `${randomHex(16)}-`;
const LOW = Array.from({ length: 4096 }, (_, n) => n.toString(16).padStart(3, '0'));
let block = 0;
let blockPrefix = '';
let low = LOW.length;

/**
 * The id of a log, metric, score or feedback: 64 random bits of this process, then a count. The count is written from
 * a table, because turning a number into text costs more than the rest of a measurement.
 */
export function newEventId(): string {
  if (low === LOW.length) {
    blockPrefix = `${processPrefix}${(block++).toString(16)}`;
    low = 0;
  }
  return blockPrefix + LOW[low++];
}

const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

export const isTraceId = (value: unknown): value is string => typeof value === 'string' && TRACE_ID.test(value);
export const isSpanId = (value: unknown): value is string => typeof value === 'string' && SPAN_ID.test(value);
