import { protobufFields } from './protobuf-reader.ts';

/** The parts of a `google.rpc.Status` that matter to a sender. */
export interface RpcStatus {
  readonly message: string;
  /** From a `google.rpc.RetryInfo` among the details: how long the destination wants to be left alone. */
  readonly retryDelayMs?: number;
}

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';
const text = new TextDecoder();

/** Reads a `google.rpc.Status { code = 1, message = 2, details = 3 }`. */
export function readRpcStatus(bytes: Uint8Array): RpcStatus {
  let message = '';
  let retryDelayMs: number | undefined;
  for (const { number, value } of protobufFields(bytes)) {
    if (typeof value === 'number') continue;
    if (number === 2) message = text.decode(value);
    if (number === 3) retryDelayMs ??= retryDelayOf(value);
  }
  return { message, retryDelayMs };
}

/** Of a `google.protobuf.Any { type_url = 1, value = 2 }`. */
function retryDelayOf(any: Uint8Array): number | undefined {
  let type = '';
  let packed: Uint8Array | undefined;
  for (const { number, value } of protobufFields(any)) {
    if (typeof value === 'number') continue;
    if (number === 1) type = text.decode(value);
    if (number === 2) packed = value;
  }
  if (type !== RETRY_INFO || !packed) return undefined;
  for (const { number, value } of protobufFields(packed)) {
    if (number === 1 && typeof value !== 'number') return durationMs(value);
  }
  return undefined;
}

/** Of a `google.protobuf.Duration { seconds = 1, nanos = 2 }`. */
function durationMs(duration: Uint8Array): number {
  let ms = 0;
  for (const { number, value } of protobufFields(duration)) {
    if (typeof value === 'number') ms += number === 1 ? value * 1000 : value / 1e6;
  }
  return ms;
}
