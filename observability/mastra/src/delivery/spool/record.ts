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
  /** The checksum of each line, those of definitions included. */
  readonly checksums: readonly number[];
  /** Which of the lines define something for those behind them, and are no events. */
  readonly definitions: ReadonlySet<number>;
}

/** A line of a body that is as it was written. */
export interface IntactLine {
  readonly line: Buffer;
  /** The position of its event; `undefined` for a definition. */
  readonly event: number | undefined;
}

const MARK = 0x23;
const NEWLINE = 0x0a;
const CHECKSUM = 8;
const DEFINITION = Buffer.from('{"define":');

const hex = (value: number) => value.toString(16).padStart(CHECKSUM, '0');
const list = (numbers: readonly number[]) => (numbers.length === 0 ? '-' : numbers.join(','));
const listed = (text: string) => (text === '-' ? [] : text.split(',').map(Number));

/**
 * A record as bytes: a head of one line, which has a checksum of its own and one for each line of the body, and the body as
 * `encodeLines` made it. Lines begin with `{`, heads with `#`, so a reader finds the next record behind a damaged one.
 */
export function encodeRecord({ kind, signal, at, weights }: SpoolRecord, lines: Uint8Array): Buffer {
  const body = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  const definitions: number[] = [];
  let checksums = '';
  let index = 0;
  for (const line of linesOf(body)) {
    if (isDefinition(line)) definitions.push(index);
    checksums += hex(crc32(line));
    index++;
  }
  const all = weights.every(weight => weight === 1) ? `x${weights.length}` : list(weights);
  const what = `${kind}${SIGNALS.indexOf(signal)} ${at} ${body.length} ${all} ${list(definitions)} ${checksums}`;
  return Buffer.concat([Buffer.from(`#${hex(crc32(what))} ${what}\n`, 'latin1'), body]);
}

/** The head that begins here; `undefined` where none does, or one that is damaged or cut off. */
export function decodeHead(bytes: Buffer, from: number): RecordHead | undefined {
  if (bytes[from] !== MARK) return undefined;
  const end = bytes.indexOf(NEWLINE, from);
  if (end < 0) return undefined;
  const whatFrom = from + 2 + CHECKSUM;
  const what = bytes.subarray(whatFrom, end);
  if (Number.parseInt(bytes.toString('latin1', from + 1, whatFrom - 1), 16) !== crc32(what)) return undefined;
  const [kinds, at, length, all, definitions, checksums] = what.toString('latin1').split(' ');
  const signal = SIGNALS[Number(kinds?.[1])];
  if (signal === undefined || checksums === undefined) return undefined;
  return {
    kind: kinds![0] as RecordKind,
    signal,
    at: Number(at),
    weights: all!.startsWith('x') ? Array(Number(all!.slice(1))).fill(1) : listed(all!),
    headBytes: end + 1 - from,
    bodyBytes: Number(length),
    checksums: (checksums.match(/.{8}/g) ?? []).map(sum => Number.parseInt(sum, 16)),
    definitions: new Set(listed(definitions!)),
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

/** Whether a line defines something for those behind it, and is no event. */
export function isDefinition(line: Buffer): boolean {
  return line.subarray(0, DEFINITION.length).equals(DEFINITION);
}

/** The lines of a body that are as they were written. */
export function intactLines({ checksums, definitions }: RecordHead, body: Buffer): readonly IntactLine[] {
  const intact: IntactLine[] = [];
  let next = 0;
  let event = 0;
  for (const line of linesOf(body)) {
    // A line break that is damaged joins or splits lines, so what follows may have moved.
    const index = checksums.indexOf(crc32(line), next);
    if (index < 0) continue;
    for (; next < index; next++) if (!definitions.has(next)) event++;
    const isEvent = !definitions.has(index);
    intact.push({ line, event: isEvent ? event : undefined });
    if (isEvent) event++;
    next++;
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
