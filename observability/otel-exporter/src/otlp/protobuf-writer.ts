import { MessageWriter } from './message-writer.ts';

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
export function encodeProtobuf(schema: ProtobufSchema, message: string, value: object): Uint8Array {
  const to = new MessageWriter();
  writeMessage(to, schema, message, value);
  return to.finish();
}

function writeMessage(to: MessageWriter, schema: ProtobufSchema, message: string, value: object): void {
  const fields = schema[message] ?? {};
  for (const name in fields) {
    const field = fields[name]!;
    const given: unknown = (value as Record<string, unknown>)[name];
    if (given === undefined || given === null) continue;
    if (field.repeated) writeList(to, schema, field, given as readonly unknown[]);
    else writeField(to, schema, field, given);
  }
}

function writeList(
  to: MessageWriter,
  schema: ProtobufSchema,
  field: ProtobufFieldDefinition,
  values: readonly unknown[],
): void {
  if (values.length === 0) return;
  if (field.kind === 'double') to.packedDoubles(field.number, values as readonly number[]);
  else if (field.kind === 'fixed64') to.packedFixed64(field.number, (values as readonly string[]).map(BigInt));
  else for (const value of values) writeField(to, schema, field, value);
}

function writeField(
  to: MessageWriter,
  schema: ProtobufSchema,
  { number, kind }: ProtobufFieldDefinition,
  value: unknown,
): void {
  switch (kind) {
    case 'string':
      to.text(number, String(value));
      break;
    case 'hex':
      to.hex(number, String(value));
      break;
    case 'double':
      to.double(number, Number(value));
      break;
    case 'fixed64':
      to.fixed64(number, BigInt(value as string));
      break;
    case 'bool':
    case 'enum':
      to.integer(number, value as number | boolean);
      break;
    case 'int64':
      to.integer(number, BigInt(value as string));
      break;
    default: {
      const begun = to.begin(number);
      writeMessage(to, schema, kind.slice(1), value as object);
      to.end(begun);
    }
  }
}
