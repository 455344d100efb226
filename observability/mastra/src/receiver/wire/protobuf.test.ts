import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeProtobuf, encodeProtobuf } from '../testing/protobuf.ts';
import { SharedBudget } from './budget.ts';
import { PROTOBUF_FORMAT } from './format.ts';
import { readProtobuf } from './protobuf.ts';

const seed = Date.now() % 2 ** 31;
const limits = { elements: 1e6, records: 1e4, bytesUnderWay: 1e9, elementsUnderWay: 1e9 };

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
// protobufjs by itself has 53 bits.
const time = fc.maxSafeNat().map(String);
const text = fc.string({ unit: 'grapheme', maxLength: 30 });

const { anyValue } = fc.letrec<{ anyValue: Record<string, unknown> }>(tie => ({
  anyValue: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.maxSafeInteger().map(String) }),
    fc.record({ doubleValue: fc.double() }),
    fc.record({ bytesValue: bytes(3) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('anyValue'), { minLength: 1, maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({
        values: fc.array(fc.record({ key: text, value: tie('anyValue') }), { minLength: 1, maxLength: 3 }),
      }),
    }),
  ),
}));
const attributes = fc.array(fc.record({ key: text, value: anyValue }), { minLength: 1, maxLength: 4 });
const span = fc.record(
  {
    traceId: bytes(16),
    spanId: bytes(8),
    traceState: text,
    parentSpanId: bytes(8),
    name: text,
    kind: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes,
    droppedAttributesCount: fc.nat(2 ** 31),
    events: fc.array(fc.record({ timeUnixNano: time, name: text, attributes }), { minLength: 1, maxLength: 3 }),
    links: fc.array(fc.record({ traceId: bytes(16), spanId: bytes(8), attributes }), { minLength: 1, maxLength: 2 }),
    status: fc.record({ message: text, code: fc.constantFrom(0, 1, 2) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

it(`reads spans as protobufjs does (seed ${seed})`, () => {
  fc.assert(
    fc.property(span, given => {
      const encoded = encodeProtobuf('TraceRequest', { resourceSpans: [{ scopeSpans: [{ spans: [given] }] }] });
      const budget = new SharedBudget(limits).open();
      const work = PROTOBUF_FORMAT.outline({ groups: [], scopes: [], records: [] }, encoded, budget);
      let step = work.next();
      while (!step.done) step = work.next();
      const { start, end } = step.value[0]!.scopes[0]!.records[0]!;
      const expected = decodeProtobuf('TraceRequest', encoded) as {
        resourceSpans: { scopeSpans: { spans: unknown[] }[] }[];
      };
      const read = readProtobuf('Span', encoded, start, end, budget);
      expect(plain(read)).toEqual(plain(expected.resourceSpans[0]!.scopeSpans[0]!.spans[0]));
    }),
    { seed, numRuns: 200 },
  );
});

it('keeps every digit of a time', () => {
  const encoded = Buffer.from([0x39, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
  const read = readProtobuf('Span', encoded, 0, encoded.length, new SharedBudget(limits).open());
  expect(read).toEqual({ startTimeUnixNano: '9223372036854775807' });
});

/** Bytes as lists, whatever class they are of. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
