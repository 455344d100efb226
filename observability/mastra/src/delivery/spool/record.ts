import { crc32 } from 'node:zlib';
import { SIGNALS, type Signal } from '@mastra/core/observability';

/** What one line of a segment says. */
export interface SpoolRecord {
  readonly signal: Signal;
  /** Events of the ledger that it stands for. */
  readonly weight: number;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

/** The first line of every segment. */
export const FORMAT = 'mastra-spool 1\n';

const NEWLINE = 0x0a;
/** Checksum and length, eight hexadecimal digits each, each with a space behind it. */
const FRAME = 18;

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** A record as one line: its checksum, its length in bytes, and what it says. JSON has no line breaks of its own. */
export function encodeRecord({ signal, weight, at, text }: SpoolRecord): Buffer {
  const body = Buffer.from(`${SIGNALS.indexOf(signal)} ${weight} ${at} ${text}`);
  const line = Buffer.allocUnsafe(FRAME + body.length + 1);
  line.write(`${hex(crc32(body))} ${hex(body.length)} `, 'latin1');
  body.copy(line, FRAME);
  line[line.length - 1] = NEWLINE;
  return line;
}

/** The record of a line without its end; `undefined` for one that is damaged. */
export function decodeRecord(line: Buffer): SpoolRecord | undefined {
  const frame = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/.exec(line.toString('latin1', 0, FRAME));
  const body = line.subarray(FRAME);
  if (!frame || Number.parseInt(frame[2]!, 16) !== body.length) return undefined;
  if (Number.parseInt(frame[1]!, 16) !== crc32(body)) return undefined;
  const said = /^(\d) (\d+) (\d+) (.*)$/su.exec(body.toString());
  const signal = said && SIGNALS[Number(said[1])];
  if (!signal) return undefined;
  return { signal, weight: Number(said[2]), at: Number(said[3]), text: said[4]! };
}

/** Where the line that begins here ends, its newline included; -1 where it has no end. */
export function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 ? -1 : at + 1;
}
