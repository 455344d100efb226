import { describe, expect, it } from 'vitest';
import { RECOGNISER_GROUPS, type RecogniserGroup } from './recognisers.ts';
import { SensitiveDataFilter } from './sensitive-data.ts';

// Put together here, so that no scanner takes this file for a leak.
const join = (...parts: string[]) => parts.join('');
const MASK = '▇';

const only = (group: RecogniserGroup) =>
  new SensitiveDataFilter({
    recognise: [group],
    ignore: RECOGNISER_GROUPS.filter(other => other !== group),
    redactionToken: MASK,
  });

const MUST: Readonly<Record<RecogniserGroup, readonly (readonly [given: string, expected: string])[]>> = {
  keys: [
    [join('use sk', '_live_4eC39HqLyjWDarjtT1zdp7dc.'), `use ${MASK}.`],
    [join('sk', '-proj-Abc123Abc123Abc123_x-y1'), MASK],
    [join('token=gh', 'p_', 'a1B2c3D4'.repeat(5), ';'), `token=${MASK};`],
    [join('github', '_pat_', '11ABCDEFG0123456789_abcdefghij'), MASK],
    [join('glpat', '-a1B2c3D4e5F6g7H8i9J0'), MASK],
    [join('xox', 'b-123456789012-abcdefGHIJ'), MASK],
    [join('?key=AIza', 'SyA1234567890abcdefghijklmnopqrstuv'), `?key=${MASK}`],
    [join('AKIA', 'IOSFODNN7EXAMPLE and ASIA', 'IOSFODNN7EXAMPLE'), `${MASK} and ${MASK}`],
  ],
  bearer: [
    ['Authorization: Bearer abcdef0123456789abcdef', `Authorization: ${MASK}`],
    ['Bearer   abc.def~ghi+jkl/mno-pqr_stu==', MASK],
    ['a bearer a1b2c3d4e5f6a7b8c9d0e1', `a ${MASK}`],
    ['Basic dXNlcjpwYXNzd29yZDEyMw==', MASK],
  ],
  jwt: [
    ['t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl e', `t ${MASK} e`],
    ['"eyJhbGciOiJub25lIn0.eyJzdWIiOiIxMjM0NTY3ODkwIn0."', `"${MASK}"`],
  ],
  privateKey: [
    ['a -----BEGIN RSA PRIVATE KEY-----\nMIIEvQ\n-----END RSA PRIVATE KEY----- b', `a ${MASK} b`],
    ['cut off -----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN', `cut off ${MASK}`],
  ],
  urlCredentials: [
    ['postgres://app:s3cretpass@db.internal/prod', `postgres://app:${MASK}@db.internal/prod`],
    ['redis://:pa55word@cache:6379', `redis://:${MASK}@cache:6379`],
  ],
  email: [
    ['ada@example.com', MASK],
    ['Write to Ada <ada.l+x@mail.example.co.uk>, or bob_1@example.org.', `Write to Ada <${MASK}>, or ${MASK}.`],
    ['mailto:ada@example.com?subject=hi', `mailto:${MASK}?subject=hi`],
    ['jörg@müller.de', MASK],
    ['"a@b.io":1', `"${MASK}":1`],
  ],
  card: [
    ['4111111111111111', MASK],
    ['pay 4111 1111 1111 1111, exp 12/27', `pay ${MASK}, exp 12/27`],
    ['5555-5555-5555-4444', MASK],
    ['3782 822463 10005', MASK],
    ['12 4111 1111 1111 1111 12', `12 ${MASK} 12`],
    ['0130 4111 1111 1111 1111.', `0130 ${MASK}.`],
    ['{"pan":"6011111111111117"}', `{"pan":"${MASK}"}`],
    ['30569309025904', MASK],
  ],
};

const MUST_NOT: Readonly<Record<RecogniserGroup, readonly string[]>> = {
  keys: [
    'sk-some-long-css-class-name-without-any-digits',
    'task-12345678901234567890',
    'risk_12345678901234567890',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '550e8400-e29b-41d4-a716-446655440000',
    'AKIAN is a name, and ghp_ a prefix',
  ],
  bearer: [
    'the bearer of good news arrived with an extraordinarily-long-hyphenated-compound-word today',
    'Basic understanding of things',
    'a forbearer abcdef0123456789abcdef',
  ],
  jwt: ['eyJhbGciOiJIUzI1NiJ9', 'foo.eyJzdWIiOiIxMjM0NTY3ODkwIn0.bar', 'keyJumper.eyJ.eyJ'],
  privateKey: ['-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----', 'BEGIN the PRIVATE KEY talk'],
  urlCredentials: [
    'https://example.com/a/path?and=query&mail=a@b.c',
    'https://user@host.example.com:8080/x',
    'at 10:30 @ the office',
    'http://localhost:3000/@scope/package',
  ],
  email: [
    '@scope/package@1.2.3',
    'react@18.2.0',
    'user@host',
    'https://user@host.example.com:8080/x',
    'git@github.com:org/repo.git',
    'icon@2x.png',
    '@mentions and a@ b',
    'a@.com x@y..com',
    '@Component() class A {}',
  ],
  card: [
    '4111111111111112', // the check digit is wrong
    '1700000000000', // a time in milliseconds
    '1700000000000000', // in microseconds
    '1700000000000000000', // in nanoseconds
    '+49 151 12345678',
    '+1 415 555 2671',
    '4415552671',
    'DE89 3704 0044 0532 0130 00',
    'GB29 4111 1111 1111 1111 19',
    'GB294111111111111111',
    'id-4111111111111111',
    'a4111111111111111',
    '4111111111111111-a',
    '0.4111111111111111',
    '4111111111111111.5',
    '4111 1111 11111111',
    '550e8400-e29b-41d4-a716-446655440000',
    '41111111-1111-1111-1111-411111111111',
    '4111 1111-1111 1111',
    '9999999999999995',
    '41111111111111111111111',
  ],
};

describe.each(RECOGNISER_GROUPS)('%s', group => {
  it.each(MUST[group])('masks %s', (given, expected) => {
    expect(only(group).text(given)).toBe(expected);
  });
  it.each(MUST_NOT[group])('leaves %s', given => {
    expect(only(group).text(given)).toBe(given);
  });
});

it('personal data is left alone by default, secrets are not', () => {
  const filter = new SensitiveDataFilter();
  expect(filter.text('ada@example.com paid with 4111 1111 1111 1111')).toBe(
    'ada@example.com paid with 4111 1111 1111 1111',
  );
  const { ignore } = { ignore: new SensitiveDataFilter({ ignore: ['bearer'] }) };
  expect(filter.text('Bearer abcdef0123456789abcdef')).toBe('[REDACTED]');
  expect(ignore.text('Bearer abcdef0123456789abcdef')).toBe('Bearer abcdef0123456789abcdef');
});

/** A megabyte each of what makes a careless pattern try again from every place. Quadratic work would not end in time. */
const HOSTILE: readonly (readonly [what: string, repeated: string, end?: string])[] = [
  ['letters', 'a'],
  ['digits', '4'],
  ['digits in groups', '4111 '],
  ['digits and hyphens', '4111-'],
  ['starts of a key', 'sk-'],
  ['a key that ends in hyphens', 'k-1-', '-'.repeat(1000)],
  ['starts of a JWT', '-eyJ', '.eyJ'],
  ['segments of a JWT', 'eyJaaaaaaaaaaaa.'],
  ['starts of a bearer token', 'Bearer '],
  ['spaces after Bearer', ' ', 'Bearer '],
  ['starts of a private key', '-----BEGIN '],
  ['letters after BEGIN', 'A ', '-----BEGIN PRIVATE KEY'],
  ['ends of a private key', '-----END ', '-----BEGIN PRIVATE KEY-----'],
  ['starts of a URL', '://a:b'],
  ['URLs without an end', '://', '@'],
  ['at signs', '@'],
  ['addresses without an end', 'a@b.'],
  ['dots before an at sign', '.', '@example.com'],
  ['colons', ':'],
  ['keys', '"password":'],
  ['keys and open braces', '"password":{'],
  ['keys of another level', '\\"password\\":\\"'],
  ['backslashes', '\\', '"password":"x"'],
  ['quotes', '"', ':'],
  ['spaces before a colon', ' ', ':'],
  ['names and colons', 'token: '],
  ['names and open quotes', 'password="'],
  ['lists of tokens', '"token":['],
  ['starts of a secret of Azure', 'Q~'],
  ['names of cookies', 'cookie: '],
];

it.each(HOSTILE)('ends on a megabyte of %s', (_what, repeated = '', extra = '') => {
  const filter = new SensitiveDataFilter({ recognise: ['email', 'card'] });
  const text = repeated.repeat(Math.ceil(1_000_000 / repeated.length));
  expect(filter.text(extra + text + extra)).toBeTypeOf('string');
});
