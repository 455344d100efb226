import protobuf from 'protobufjs/light.js';
import { OTLP_SCHEMA, type OtlpMessage } from './otlp-schema.ts';

/** Messages of the protocol as protobufjs reads and writes them: what our own reading is compared with. */
export function decodeProtobuf(message: OtlpMessage, bytes: Uint8Array): unknown {
  const type = root.lookupType(message);
  return type.toObject(type.decode(bytes), { longs: String });
}

export function encodeProtobuf(message: OtlpMessage, value: object): Uint8Array<ArrayBuffer> {
  const type = root.lookupType(message);
  return new Uint8Array(type.encode(type.fromObject({ ...value })).finish());
}

const root = protobuf.Root.fromJSON(OTLP_SCHEMA);
