import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ObservabilityEvent, SIGNALS, type Signal } from '../../../../observability/types/bus.ts';
import { hostileEvents } from './hostile-events.ts';
import { decodeLines, encodeLines } from './index.ts';

it.each(SIGNALS)('gives back every %s event as it was', signal => {
  fc.assert(
    fc.property(fc.array(hostileEvents[signal], { maxLength: 8 }), events => {
      const { lines, count, rejected } = encodeLines(signal, events);
      expect(rejected).toEqual([]);
      expect(count).toBe(events.length);
      expect(decodeLines(signal, lines)).toEqual(events);
    }),
    { numRuns: 200 },
  );
});

const log = (fields: object): ObservabilityEvent => ({
  type: 'log',
  log: { logId: 'l', timestamp: new Date(7), level: 'info', message: 'm', ...fields },
});

it('keeps a payload of a megabyte, and lines of two calls one after the other', () => {
  const events = [log({ message: 'é\0"'.repeat(300_000) }), log({ data: { text: '\ud83d\ude00'.repeat(200_000) } })];
  const [a, b] = events.map(event => encodeLines('log', [event]).lines);
  expect(decodeLines('log', Buffer.concat([a!, b!]))).toEqual(events);
});

it('leaves out what no line can hold, and says which it was', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const throwing = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('getter');
    },
  });
  const good = log({ message: 'good' });
  const events = [log({ data: circle }), good, log({ data: throwing }), { type: 'span.ended' }, null, { type: 'mine' }];
  const { lines, count, rejected } = encodeLines('log', events as ObservabilityEvent[]);
  expect(decodeLines('log', lines)).toEqual([good]);
  expect(count).toBe(1);
  expect(rejected.map(({ index }) => index)).toEqual([0, 2, 3, 4, 5]);
  for (const { error } of rejected) expect(error.code).toBe('OBSERVABILITY_STORAGE_RECORD_INVALID');
});

it.each([
  ['log', '{"no json"\n', 'it is no JSON'],
  ['log', '{}\n', 'it is no event of the signal log'],
  ['log', 'null\n', 'it is no object'],
  ['log', '{', 'the last line has no end'],
] as [Signal, string, string][])('refuses %s lines that are %j', (signal, text, message) => {
  expect(() => decodeLines(signal, Buffer.from(text))).toThrow(message);
});
