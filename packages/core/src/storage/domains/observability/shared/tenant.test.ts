import { expect, test } from 'vitest';
import { tenantTest } from './tenant.ts';

const acme = { organizationId: 'acme', resourceId: 'r1' };

test.each([
  ['without a scope everything goes', [acme, {}], {}, { organizationId: 'other' }, true],
  [
    "what is the tenant's own goes, whatever trace it is in",
    [{ organizationId: 'other' }],
    { organizationId: 'acme' },
    acme,
    true,
  ],
  ["what says nothing goes with the tenant's trace", [acme, {}], { organizationId: 'acme' }, {}, true],
  ['what says nothing stays in a trace that says nothing', [{}], { organizationId: 'acme' }, {}, false],
  [
    'what says nothing stays in a shared trace',
    [acme, { organizationId: 'other' }],
    { organizationId: 'acme' },
    {},
    false,
  ],
  ["what is another's stays", [acme], { organizationId: 'acme' }, { organizationId: 'other' }, false],
  ['every field of the scope counts', [acme], { organizationId: 'acme', resourceId: 'r2' }, acme, false],
  ['half of the scope is not enough', [acme], acme, { organizationId: 'acme', resourceId: 'r2' }, false],
  ['an empty scope text owns nothing', [{}], { organizationId: '' }, {}, false],
])('%s', (_, spans, scope, record, goes) => {
  expect(tenantTest(spans, scope)(record)).toBe(goes);
});
