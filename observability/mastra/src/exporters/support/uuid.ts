/**
 * A UUID of 16 bytes, usually the beginning of a hash, so that the same thing has the same id at every attempt. Only the
 * bits of the version and the variant are set.
 *
 * @param version 5 for a hash of a name, 7 where the first six bytes are milliseconds, 8 for anything else.
 */
export function uuidOf(bytes: Uint8Array, version: 5 | 7 | 8): string {
  const id = Buffer.from(bytes.subarray(0, 16));
  id.writeUInt8((id.readUInt8(6) & 0x0f) | (version << 4), 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return dashed(id.toString('hex'));
}

/** 32 hex digits, such as a trace id, in the form of a UUID. */
export function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
