/** How a field is written: a plain kind, or the name of another message. */
export type ProtobufKind = 'string' | 'bool' | 'int64' | 'enum' | 'double' | 'fixed64' | 'hex' | `.${string}`;

export interface ProtobufFieldDefinition {
  readonly number: number;
  readonly kind: ProtobufKind;
  readonly repeated?: boolean;
}

/** Messages by name, their fields by the names that their JSON form has. */
export type ProtobufSchema = Readonly<Record<string, Readonly<Record<string, ProtobufFieldDefinition>>>>;

/**
 * Writes a message that is given in its JSON form: 64-bit numbers as decimal text, ids as hex digits. Absent and
 * unknown fields are left out.
 */
export function encodeProtobuf(schema: ProtobufSchema, message: string, value: object): Buffer {
  const parts: Buffer[] = [];
  const fields = schema[message] ?? {};
  for (const [name, field] of Object.entries(fields)) {
    const given: unknown = (value as Record<string, unknown>)[name];
    if (given === undefined || given === null) continue;
    if (!field.repeated) parts.push(encodeField(schema, field, given));
    else if (isPacked(field.kind)) parts.push(encodePacked(field, given as readonly unknown[]));
    else for (const item of given as readonly unknown[]) parts.push(encodeField(schema, field, item));
  }
  return Buffer.concat(parts);
}

function encodeField(schema: ProtobufSchema, { number, kind }: ProtobufFieldDefinition, value: unknown): Buffer {
  if (kind.startsWith('.')) return delimited(number, encodeProtobuf(schema, kind.slice(1), value as object));
  switch (kind) {
    case 'string':
      return delimited(number, Buffer.from(String(value)));
    case 'hex':
      return delimited(number, Buffer.from(String(value), 'hex'));
    case 'double':
    case 'fixed64':
      return Buffer.concat([tag(number, 1), eightBytes(kind, value)]);
    default:
      return Buffer.concat([tag(number, 0), varint(BigInt.asUintN(64, BigInt(value as string | number | boolean)))]);
  }
}

function encodePacked({ number, kind }: ProtobufFieldDefinition, values: readonly unknown[]): Buffer {
  return values.length === 0
    ? Buffer.alloc(0)
    : delimited(number, Buffer.concat(values.map(value => eightBytes(kind, value))));
}

function isPacked(kind: ProtobufKind): boolean {
  return kind === 'double' || kind === 'fixed64';
}

function eightBytes(kind: ProtobufKind, value: unknown): Buffer {
  const bytes = Buffer.alloc(8);
  if (kind === 'double') bytes.writeDoubleLE(Number(value));
  else bytes.writeBigUInt64LE(BigInt(value as string));
  return bytes;
}

function delimited(number: number, content: Buffer): Buffer {
  return Buffer.concat([tag(number, 2), varint(BigInt(content.length)), content]);
}

function tag(number: number, wireType: number): Buffer {
  return varint(BigInt(number * 8 + wireType));
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
