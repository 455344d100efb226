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
/** Signal, weight and time take up no more. */
const HEAD = 48;

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** A record as one line: its checksum, its length in bytes, and what it says. JSON has no line breaks of its own. */
export function encodeRecord({ signal, weight, at, text }: SpoolRecord): Buffer {
  const said = `${SIGNALS.indexOf(signal)} ${weight} ${at} ${text}`;
  const length = Buffer.byteLength(said);
  const line = Buffer.allocUnsafe(FRAME + length + 1);
  line.write(said, FRAME);
  line[FRAME + length] = NEWLINE;
  const checksum = crc32(line.subarray(FRAME, FRAME + length));
  line.write(`${hex(checksum)} ${hex(length)} `, 'latin1');
  return line;
}

/** The record of a line without its end; `undefined` for one that is damaged. */
export function decodeRecord(line: Buffer): SpoolRecord | undefined {
  const frame = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/.exec(line.toString('latin1', 0, FRAME));
  const body = line.subarray(FRAME);
  if (!frame || Number.parseInt(frame[2]!, 16) !== body.length) return undefined;
  if (Number.parseInt(frame[1]!, 16) !== crc32(body)) return undefined;
  const head = /^(\d) (\d+) (\d+) /.exec(body.toString('latin1', 0, HEAD));
  const signal = head && SIGNALS[Number(head[1])];
  if (!signal) return undefined;
  const textFrom = head[0].length;
  return {
    signal,
    weight: Number(head[2]),
    at: Number(head[3]),
    // Those who only count have no need of it.
    get text() {
      return body.toString('utf8', textFrom);
    },
  };
}

/** Where the line that begins here ends, its newline included; -1 where it has no end. */
export function endOfLine(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(NEWLINE, from);
  return at < 0 ? -1 : at + 1;
}
