import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type ObservabilityEvent, SIGNALS, type Signal } from '@mastra/core/observability';
import { decodeEvent } from './first-edition-event.ts';

/** The first line of a file that the first edition has written. */
export const FIRST_EDITION = 'mastra-spool 1\n';

/** An event as the first edition wrote it, a line each. */
export interface FirstEditionEvent {
  readonly signal: Signal;
  readonly weight: number;
  readonly event: ObservabilityEvent;
  /** Why it was refused, where it was. */
  readonly reason: string | undefined;
}

const NEWLINE = 0x0a;
/** Checksum and length, eight hexadecimal digits each, each with a space behind it. */
const FRAME = 18;
const ACKNOWLEDGEMENT = 12;
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads a file of the first edition, some events at a time, without those that had arrived. Answers a number for lines that
 * are damaged; a line without an end was being written when the process ended.
 */
export async function* readFirstEdition(
  path: string,
  acknowledgements: Buffer,
): AsyncGenerator<{ readonly events: readonly FirstEditionEvent[]; readonly damaged: number }> {
  const isDone = rangesOf(acknowledgements);
  const file = await open(path, 'r');
  try {
    let start = FIRST_EDITION.length;
    let length = CHUNK_BYTES;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
      const bytes = buffer.subarray(0, bytesRead);
      const events: FirstEditionEvent[] = [];
      let damaged = 0;
      let at = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
        const line = bytes.subarray(at, end);
        if (!isDone(start + at)) {
          const event = eventOf(line);
          if (event) events.push(event);
          else damaged++;
        }
        at = end + 1;
      }
      yield { events, damaged };
      if (bytesRead < length) return;
      // A line may be longer than what was read.
      length = at === 0 ? length * 2 : CHUNK_BYTES;
      start += at;
    }
  } finally {
    await file.close();
  }
}

function eventOf(line: Buffer): FirstEditionEvent | undefined {
  const frame = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/.exec(line.toString('latin1', 0, FRAME));
  const body = line.subarray(FRAME);
  if (!frame || Number.parseInt(frame[2]!, 16) !== body.length || Number.parseInt(frame[1]!, 16) !== crc32(body)) {
    return undefined;
  }
  const [, signal, weight, text] = /^(\d) (\d+) \d+ (.*)$/s.exec(body.toString()) ?? [];
  if (text === undefined) return undefined;
  try {
    const known = { signal: SIGNALS[Number(signal)]!, weight: Number(weight) };
    if (!text.startsWith('{"reason"')) return { ...known, event: decodeEvent(text), reason: undefined };
    const refused = JSON.parse(text) as { readonly reason: string; readonly event: string };
    return { ...known, event: decodeEvent(refused.event), reason: refused.reason };
  } catch {
    return undefined;
  }
}

/** Answers whether the line that begins at some byte is needed no more. */
function rangesOf(bytes: Buffer): (from: number) => boolean {
  const ranges: (readonly [number, number])[] = [];
  for (let at = 0; at + ACKNOWLEDGEMENT <= bytes.length; at += ACKNOWLEDGEMENT) {
    if (bytes.readUInt32LE(at + 8) !== crc32(bytes.subarray(at, at + 8))) continue;
    ranges.push([bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]);
  }
  return from => ranges.some(([start, end]) => start <= from && from < end);
}
