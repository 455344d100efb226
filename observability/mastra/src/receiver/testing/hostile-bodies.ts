import { TRACE_ID } from './receiving.ts';

/** A message within a message: the field's number and its bytes. */
export function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A body of protobuf with one span that has `inner` beside its ids. */
export function protobufSpan(inner: Uint8Array): Buffer {
  const ids = Buffer.concat([field(1, Buffer.from(TRACE_ID, 'hex')), field(2, Buffer.alloc(8, 7))]);
  return field(1, field(2, field(2, Buffer.concat([ids, inner]))));
}

/** The same empty message again and again. */
export function empties(number: number, count: number): Buffer {
  return Buffer.alloc(count * 2, Buffer.from([number * 8 + 2, 0]));
}

export function jsonSpans(spans: string): string {
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`;
}

/** Bodies that cost far more than they weigh, with `count` of whatever they are full of. */
export function hostileBodies(count: number): Readonly<Record<string, Uint8Array>> {
  const json = {
    'JSON groups': `{"resourceSpans":[${'{},'.repeat(count)}{}]}`,
    'JSON spans': jsonSpans(`${'{},'.repeat(count)}{}`),
    'JSON lists in an unknown field': `{"x":[${'[],'.repeat(count)}[]]}`,
    'JSON values of one span': jsonSpans(`{"a":[${'0,'.repeat(count)}0]}`),
    'JSON nested lists': `{"x":${'['.repeat(count)}`,
    'JSON nested objects': `{"x":${'{"a":'.repeat(count)}`,
    'JSON white space': `{"resourceSpans":${' '.repeat(count)}[]}`,
    'JSON escapes': `{"x":"${'\\"'.repeat(count)}"}`,
    'JSON number': `{"x":${'1'.repeat(count)}}`,
  };
  return {
    ...Object.fromEntries(Object.entries(json).map(([name, text]) => [name, Buffer.from(text)])),
    'protobuf groups': empties(1, count),
    'protobuf scopes': field(1, empties(2, count)),
    'protobuf spans': field(1, field(2, empties(2, count))),
    'protobuf attributes': protobufSpan(empties(9, count)),
    'protobuf events': protobufSpan(empties(11, count)),
    'protobuf values': protobufSpan(field(9, field(2, field(5, empties(1, count))))),
    'protobuf unknown fields': Buffer.alloc(count * 2, Buffer.from([24, 0])),
  };
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}
