import { expect, it } from 'vitest';
import type { CreateMetricRecord } from './metric.ts';
import { prepareRecords, prepareSpanUpdates } from './prepare.ts';

const metric = (fields: object): CreateMetricRecord => ({
  metricId: 'm',
  timestamp: new Date(5),
  name: 'n',
  metricType: 'counter',
  value: 1,
  labels: {},
  ...fields,
});

it('copies what a record has, and nothing that it should not have', () => {
  const labels = { a: 'b' };
  const [row] = prepareRecords('metric', [metric({ labels, unit: '', userId: 'u', tags: [], strange: 1 })]);
  labels.a = 'changed';
  expect(row).toEqual({
    metricId: 'm',
    timestamp: 5,
    name: 'n',
    metricType: 'counter',
    value: 1,
    labels: { a: 'b' },
    userId: 'u',
  });
  expect(row).not.toHaveProperty('strange');
});

it('mends the names and texts of labels', () => {
  const [row] = prepareRecords('metric', [metric({ labels: { 'a\ud800': 'b\udc00', c: 'd' } })]);
  expect(row?.labels).toEqual({ 'a\ufffd': 'b\ufffd', c: 'd' });
});

it.each([
  ['labels', { 'a\ud800': 'b', c: 1 }, 'metric record 1: labels must be an object of texts (given: an object)'],
  ['name', '', 'metric record 1: name must be a non-empty text (given: "")'],
  ['metricType', 'sum', 'metric record 1: metricType must be one of counter, gauge, histogram (given: "sum")'],
  ['metadata', { big: 1n }, 'metric record 1: metadata must be a value that JSON can hold'],
])('names the place and the field of a record with a bad %s', (field, value, message) => {
  expect(() => prepareRecords('metric', [metric({}), metric({ [field]: value })])).toThrow(message);
});

it('leaves absent fields out of the changes of a span, so that they replace nothing', () => {
  const [update] = prepareSpanUpdates([{ traceId: 't', spanId: 's', updates: { name: 'new', output: undefined } }]);
  expect(update).toStrictEqual({ traceId: 't', spanId: 's', changes: { name: 'new' } });
});
