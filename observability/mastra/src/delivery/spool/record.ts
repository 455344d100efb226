import { crc32 } from 'node:zlib';
import { SIGNALS, type Signal } from '@mastra/core/observability';

/** The first line of every file. What is in it is recognised by its records, so that one flipped bit here loses nothing. */
export const FORMAT = 'mastra-spool 2\n';

/**
 * What a record holds: `e` events of one signal, `a` events in order of arrival across signals, `r` spans that run, `q` an
 * event that was refused.
 */
export type RecordKind = 'e' | 'a' | 'r' | 'q';

/** A record: lines of one signal, and what is known of them. */
export interface SpoolRecord {
  readonly kind: RecordKind;
  readonly signal: Signal;
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
  /** For each line, how many events of the ledger it stands for. */
  readonly weights: readonly number[];
}

/** The head of a record as it lies in a file. */
export interface RecordHead extends SpoolRecord {
  /** Bytes of the head. */
  readonly headBytes: number;
  /** Bytes of the lines. */
  readonly bodyBytes: number;
  /** The checksum of each line. */
  readonly checksums: readonly number[];
}

const MARK = 0x23;
const NEWLINE = 0x0a;
const CHECKSUM = 8;

const hex = (value: number) => value.toString(16).padStart(CHECKSUM, '0');

/**
 * A record as bytes: a head of one line, which has a checksum of its own and one for each line of the body, and the body as
 * `encodeLines` made it. Lines begin with `{`, heads with `#`, so a reader finds the next record behind a damaged one.
 */
export function encodeRecord(record: SpoolRecord, lines: Uint8Array): Buffer {
  const body = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  let checksums = '';
  for (const line of linesOf(body)) checksums += hex(crc32(line));
  const { weights } = record;
  const all = weights.every(weight => weight === 1) ? String(weights.length) : weights.join(',');
  const rest = `${record.kind}${SIGNALS.indexOf(record.signal)} ${record.at} ${body.length} ${all}${weights.length === 1 ? ',' : ''} ${checksums}\n`;
  const head = Buffer.from(`#${hex(crc32(rest))} ${rest}`, 'latin1');
  return Buffer.concat([head, body]);
}

/** The head that begins here; `undefined` where none does, or one that is damaged or cut off. */
export function decodeHead(bytes: Buffer, from: number): RecordHead | undefined {
  if (bytes[from] !== MARK) return undefined;
  const end = bytes.indexOf(NEWLINE, from) + 1;
  if (end === 0) return undefined;
  const checksum = Number.parseInt(bytes.toString('latin1', from + 1, from + 1 + CHECKSUM), 16);
  const rest = bytes.toString('latin1', from + 2 + CHECKSUM, end);
  if (checksum !== crc32(rest)) return undefined;
  const [what, at, length, all, sums] = rest.trimEnd().split(' ');
  const signal = SIGNALS[Number(what?.[1])];
  if (signal === undefined || all === undefined) return undefined;
  return {
    kind: what![0] as RecordKind,
    signal,
    at: Number(at),
    weights: all.includes(',') ? all.split(',').filter(Boolean).map(Number) : Array(Number(all)).fill(1),
    headBytes: end - from,
    bodyBytes: Number(length),
    checksums: (sums?.match(/.{8}/g) ?? []).map(sum => Number.parseInt(sum, 16)),
  };
}

/** The lines of a body with their line breaks; what has no line break at the end is left out. */
export function* linesOf(body: Buffer): Generator<Buffer> {
  let from = 0;
  for (let end = body.indexOf(NEWLINE) + 1; end > 0; end = body.indexOf(NEWLINE, from) + 1) {
    yield body.subarray(from, end);
    from = end;
  }
}

/** The lines of a body that are as they were written, each with its position. */
export function intactLines(
  head: RecordHead,
  body: Buffer,
): readonly { readonly line: Buffer; readonly index: number }[] {
  const { checksums } = head;
  const intact: { line: Buffer; index: number }[] = [];
  let next = 0;
  for (const line of linesOf(body)) {
    // A line break that is damaged joins or splits lines, so what follows may have moved.
    const index = checksums.indexOf(crc32(line), next);
    if (index < 0) continue;
    intact.push({ line, index });
    next = index + 1;
  }
  return intact;
}

/** Where the next head may begin, behind a damaged one; -1 for nowhere. */
export function nextMark(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MARK, from); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
    if (at === 0 || bytes[at - 1] === NEWLINE || decodeHead(bytes, at)) return at;
  }
  return -1;
}
