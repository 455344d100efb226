import type { Root, Type } from 'protobufjs';
import { loadPeer, rethrow } from '../../exporters/peer.ts';
import { OTLP_SCHEMA, type OtlpMessage } from './schema.ts';

/** Reads and writes messages of the protocol as protobuf. */
export interface ProtobufCodec {
  /** Fields that are not set are absent, 64-bit numbers are texts. Throws for what is no such message. */
  decode(message: OtlpMessage, bytes: Uint8Array): unknown;
  encode(message: OtlpMessage, value: Readonly<Record<string, unknown>>): Uint8Array<ArrayBuffer>;
}

let loading: Promise<ProtobufCodec> | undefined;

/** Loaded with the first request that needs it: whoever sends JSON needs no protobufjs. */
export function loadProtobuf(): Promise<ProtobufCodec> {
  loading ??= load().catch(error => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<ProtobufCodec> {
  const module = await loadPeer('createOtlpReceiver', 'protobufjs', () => import('protobufjs/light.js').catch(rethrow));
  // A CommonJS module: some loaders see its exports by name, others only as a whole.
  const { Root: RootClass } = module.default ?? module;
  const root: Root = RootClass.fromJSON(OTLP_SCHEMA);
  const types = new Map<OtlpMessage, Type>();
  const typeOf = (message: OtlpMessage): Type => {
    const known = types.get(message) ?? root.lookupType(message);
    types.set(message, known);
    return known;
  };
  return {
    decode(message, bytes) {
      const type = typeOf(message);
      return type.toObject(type.decode(bytes), { longs: String });
    },
    encode(message, value) {
      const type = typeOf(message);
      return new Uint8Array(type.encode(type.fromObject({ ...value })).finish());
    },
  };
}
