export { decodeLines } from './decode.ts';
export { type EncodedLines, encodeLines, type RejectedEvent } from './encode.ts';
