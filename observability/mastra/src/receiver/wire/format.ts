import { loadProtobuf, type ProtobufCodec } from './protobuf.ts';
import type { OtlpMessage } from './schema.ts';

/** One of the two forms that messages of the protocol have over HTTP. */
export interface WireFormat {
  readonly contentType: 'application/json' | 'application/x-protobuf';
  /** Throws for what is no such message. */
  decode(message: OtlpMessage, bytes: Uint8Array): unknown;
  encode(message: OtlpMessage, value: Readonly<Record<string, unknown>>): Uint8Array<ArrayBuffer>;
}

/** JSON. Also the form of answers to those who named no form that is known. */
export const JSON_FORMAT: WireFormat = {
  contentType: 'application/json',
  decode(_message, bytes) {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('expected an object');
    return value;
  },
  encode: (_message, value) => new TextEncoder().encode(JSON.stringify(value)),
};

const protobufFormat = (codec: ProtobufCodec): WireFormat => ({ contentType: 'application/x-protobuf', ...codec });

/** The form that a `content-type` names; `undefined` for one that is not known. */
export async function formatOf(contentType: string | null): Promise<WireFormat | undefined> {
  switch (contentType?.split(';')[0]?.trim().toLowerCase()) {
    case 'application/json':
      return JSON_FORMAT;
    case 'application/x-protobuf':
      return protobufFormat(await loadProtobuf());
    default:
      return undefined;
  }
}
