import { DEFAULT_PIECE_BYTES, type PayloadPiece, payloadArgsSchema } from '../args/index.ts';
import { parseArgs } from './args.ts';

/** The longest character of UTF-8: so many bytes more are read, so that the last character is whole. */
export const CHARACTER_BYTES = 4;

/** What `getPayload` was asked for, with nothing left to decide. */
export function planPayload(args: unknown) {
  const { from = 0, to = from + DEFAULT_PIECE_BYTES, ...parsed } = parseArgs(payloadArgsSchema, 'getPayload', args);
  return { ...parsed, from, to };
}

/** The piece of a whole text. */
export function pieceOf(text: string | undefined, from: number, to: number): PayloadPiece {
  const whole = Buffer.from(text ?? '');
  return pieceOfBytes(whole.subarray(from, to + CHARACTER_BYTES), from, to, whole.length);
}

/**
 * The piece of a text of which some bytes are given.
 *
 * @param bytes The bytes from `from` on: at least up to `to`, and what belongs to the last character before it.
 * @param total Bytes of the whole text.
 */
export function pieceOfBytes(bytes: Uint8Array, from: number, to: number, total: number): PayloadPiece {
  const start = characterAt(bytes, 0);
  const end = Math.max(start, to - from >= bytes.length ? bytes.length : characterAt(bytes, to - from));
  const piece = bytes.subarray(start, end);
  return { text: Buffer.from(piece).toString('utf8'), bytes: piece.length, total };
}

/** The first place from this one on at which a character begins, or the end. */
function characterAt(bytes: Uint8Array, place: number): number {
  let at = Math.min(place, bytes.length);
  while (at < bytes.length && (bytes[at]! & 0xc0) === 0x80) at++;
  return at;
}
