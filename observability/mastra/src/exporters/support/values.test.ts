import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { destinationFailure } from '../../delivery/classify.ts';
import { BoundedMap } from './bounded-map.ts';
import { correlationFields } from './correlation-fields.ts';
import { thumbScore } from './thumb.ts';
import { UnattachedError } from './unattached-error.ts';
import { dashed, uuidOf } from './uuid.ts';
import { isRecord, timeOf } from './values.ts';

test('a time is read from a date and from its text, and from nothing else', () => {
  const date = new Date('2026-03-01T12:00:00.123Z');
  expect([date, date.toISOString()].map(timeOf)).toEqual([date.getTime(), date.getTime()]);
  expect([undefined, null, 5, 'soon', new Date(Number.NaN)].map(timeOf)).toEqual(Array(5).fill(undefined));
});

test('a record is an object with fields', () => {
  expect([{}, { a: 1 }].every(isRecord)).toBe(true);
  expect([null, [], new Date(), 'a', undefined].some(isRecord)).toBe(false);
});

test('a UUID of a name is the one of RFC 9562', () => {
  const dns = Buffer.from('6ba7b8109dad11d180b400c04fd430c8', 'hex');
  const hash = createHash('sha1').update(dns).update('www.example.com').digest();
  expect(uuidOf(hash, 5)).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  expect(dashed('69a42d40000000000000000000000a11')).toBe('69a42d40-0000-0000-0000-000000000a11');
});

test('a bounded map forgets the oldest', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([undefined, 2, 4, 2]);
});

test('correlation is flat and in snake case, without what is left out', () => {
  const context = { runId: 'r', userId: 'u', sessionId: undefined, rootEntityName: 'agent', tags: ['a'] };
  expect(correlationFields(context, ['userId'])).toEqual({ run_id: 'r', root_entity_name: 'agent' });
  expect(correlationFields(undefined)).toEqual({});
});

test('a thumb is a score, and no other word is', () => {
  expect(['up', 'Down', 'LIKE', 'maybe', 'constructor'].map(thumbScore)).toEqual([1, 0, 1, undefined, undefined]);
});

test('a judgement without a place is a record at fault', () => {
  const error = new UnattachedError('the score a belongs to no trace', 'X', 'a traceId');
  expect(destinationFailure(error)).toBe('rejected');
  expect(error.message).toBe('the score a belongs to no trace, so X has no place for it; give it a traceId');
});
