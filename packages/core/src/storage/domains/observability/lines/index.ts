export { decodeLines } from './decode.ts';
export { CORRELATION_FIELDS, SERIES_FIELDS } from './definitions.ts';
export { type EncodedLines, encodeLines, type RejectedEvent } from './encode.ts';
export { LineWriter, type WrittenLines } from './line-writer.ts';
