import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toReadableSpan } from '../spans/readable-span.ts';
import { decodeRequest } from '../testing/definitions.ts';
import { writeLog } from './log-message.ts';
import { encodeRecords } from './records-request.ts';
import { otlpResource } from './resource.ts';
import { writeSpan } from './span-message.ts';

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'123456789abcdef'), minLength: digits, maxLength: digits });
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('\ud800', '\0', 'ascii'.repeat(2000), 'ä'.repeat(24), '界'.repeat(9000)),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).filter(one => !Number.isInteger(one) || !Number.isFinite(one)),
  fc.boolean(),
  fc.array(text, { maxLength: 3 }),
  fc.array(fc.integer(), { maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }),
);
const attributes = fc.dictionary(text, value, { maxKeys: 5, noNullPrototype: true });
const moments = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true });

const resources = [otlpResource({ 'service.name': 'a' }), otlpResource({ 'service.name': 'ü', n: 1.5, list: ['x'] })];
const scopes = [
  { name: 'one', version: '1' },
  { name: 'two', schemaUrl: 'https://example.com/schema' },
];
const origin = fc.record({ resource: fc.constantFrom(...resources), scope: fc.constantFrom(...scopes) });

const spans = fc
  .record({
    ids: fc.record({ id: hex(16), traceId: hex(32) }),
    parentSpanId: fc.option(hex(16), { nil: undefined }),
    name: text,
    startTime: moments,
    endTime: moments,
    kind: fc.constantFrom(0, 1, 2, 3, 4),
    isRootSpan: fc.boolean(),
    error: fc.option(text),
    attributes,
    origin,
    links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16), attributes }), { maxLength: 2 }),
  })
  .map(({ ids, origin, error, name, kind, attributes, ...rest }): ReadableSpan => {
    const errorInfo = error === null ? undefined : { message: error, name: 'Error' };
    const span = { ...ids, ...rest, name, type: 'generic', isEvent: false, errorInfo } as const;
    return toReadableSpan(span, { name, kind, attributes: attributes as never, ...origin });
  });

const logs = fc
  .record({
    hrTime: fc.tuple(fc.nat(), fc.nat(999_999_999)),
    severityNumber: fc.constantFrom(1, 9, 24),
    severityText: text,
    body: value,
    eventName: text,
    attributes,
    spanContext: fc.option(fc.record({ traceId: hex(32), spanId: hex(16), traceFlags: fc.constantFrom(0, 1) }), {
      nil: undefined,
    }),
    origin,
  })
  .map(
    ({ origin: { resource, scope }, ...record }) =>
      ({
        ...record,
        hrTimeObserved: record.hrTime,
        resource,
        instrumentationScope: scope,
        droppedAttributesCount: 0,
      }) as unknown as ReadableLogRecord,
  );

describe('protobuf', () => {
  it('says of spans what OpenTelemetry’s own encoder says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spans, { minLength: 1, maxLength: 70 }), async records => {
        const ours = decodeRequest('traces', await encodeRecords(records, writeSpan, 0), 'protobuf');
        const theirs = decodeRequest('traces', ProtobufTraceSerializer.serializeRequest(records)!, 'protobuf');
        expect(ours).toEqual(withoutZeros(theirs));
      }),
      { numRuns: 50 },
    );
  });

  it('says of logs what OpenTelemetry’s own encoder says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(logs, { minLength: 1, maxLength: 10 }), async records => {
        const ours = decodeRequest('logs', await encodeRecords(records, writeLog, 0), 'protobuf');
        const theirs = decodeRequest('logs', ProtobufLogsSerializer.serializeRequest(records)!, 'protobuf');
        expect(withoutZeros(ours)).toEqual(withoutZeros(theirs));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps numbers that no integer of 64 bits or no double of another sign can stand for', async () => {
    const span = {
      id: '1'.repeat(16),
      traceId: '1'.repeat(32),
      name: 'n',
      type: 'generic',
      startTime: new Date(0),
    } as const;
    const readable = toReadableSpan(
      { ...span, isEvent: false, isRootSpan: true },
      {
        name: 'n',
        kind: 0,
        attributes: { big: 2 ** 60, zero: -0, small: -1 },
        resource: resources[0]!,
        scope: scopes[0]!,
      },
    );
    const request = decodeRequest('traces', await encodeRecords([readable], writeSpan, 0), 'protobuf');
    expect(request).toMatchObject({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  attributes: [
                    { key: 'big', value: { doubleValue: 2 ** 60 } },
                    { key: 'zero', value: { doubleValue: -0 } },
                    { key: 'small', value: { intValue: '-1' } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('lets other work go on within a batch', async () => {
    const [one] = fc.sample(spans, 1);
    let turns = 0;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await encodeRecords(
      Array.from({ length: 512 }, () => one!),
      writeSpan,
      0,
    );
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(7);
  });
});

const COUNTS = /^dropped\w+Count$/;

/** Without counts of nothing and without the code of a status that is unset, which need not be written. */
function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(inner === 0 && (COUNTS.test(key) || key === 'code')))
      .map(([key, inner]) => [key, withoutZeros(inner)]),
  );
}
