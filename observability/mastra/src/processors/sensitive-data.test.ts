import type { ObservabilityEvent } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { Observability } from '../instances/observability.ts';
import { SensitiveDataFilter } from './sensitive-data.ts';

// Put together here, so that no scanner takes this file for a leak.
const KEY = ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_');
const GITHUB = `ghp_${'a1B2c3D4'.repeat(5)}`;
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'c2lnbmF0dXJl'].join('.');

describe('text', () => {
  const { text } = new SensitiveDataFilter();
  const filter = new SensitiveDataFilter();
  const clean = (value: string) => text.call(filter, value);

  it.each([
    ['an API key', `use ${KEY} please`, 'use [REDACTED] please'],
    ['a GitHub token', `token=${GITHUB};`, 'token=[REDACTED];'],
    ['a bearer header', 'Authorization: Bearer abcdef0123456789abcdef', 'Authorization: [REDACTED]'],
    ['a JWT', `cookie ${JWT} end`, 'cookie [REDACTED] end'],
    [
      'a private key',
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----',
      '[REDACTED]',
    ],
    [
      'credentials in a URL',
      'postgres://app:s3cretpass@db.internal/prod',
      'postgres://app:[REDACTED]@db.internal/prod',
    ],
  ])('loses %s', (_what, given, expected) => {
    expect(clean(given)).toBe(expected);
  });

  it.each([
    'the bearer of good news arrived with an extraordinarily-long-hyphenated-compound-word today',
    'sk-some-long-css-class-name-without-any-digits',
    'https://example.com/a/path/that/is/quite/long?and=query&more=1',
    '550e8400-e29b-41d4-a716-446655440000',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'ping https://user@host.example.com:8080/x',
  ])('keeps %s', given => {
    expect(clean(given)).toBe(given);
  });

  it('finds a secret anywhere in a long text', () => {
    const prose = 'words of no more than the usual length '.repeat(200);
    for (const at of [0, 1, 17, 19, 20, 21, 3999, prose.length]) {
      const leaking = `${prose.slice(0, at)} ${KEY} ${prose.slice(at)}`;
      expect(clean(leaking)).not.toContain(KEY);
    }
  });
});

describe('keys', () => {
  const filter = new SensitiveDataFilter();
  it.each([
    'password',
    'API_KEY',
    'x-api-key',
    'openaiApiKey',
    'Authorization',
    'db_password',
    'refreshToken',
    'Set-Cookie',
  ])('mask %s', key => {
    expect(filter.ruleOf(key)).toMatch(/^[A-Z_]+$/);
  });
  it.each(['inputTokens', 'maxTokens', 'key', 'monkey', 'author', 'tokenCount', 'cacheRead', 'secretary'])(
    'leave %s',
    key => {
      expect(filter.ruleOf(key)).toBeUndefined();
    },
  );
  it('can be replaced', () => {
    const own = new SensitiveDataFilter({ sensitiveFields: ['iban'], redactionStyle: 'partial' });
    expect([own.ruleOf('IBAN'), own.ruleOf('password')]).toEqual(['IBAN', undefined]);
    expect(own.mask('DE89370400440532013000', 'IBAN')).toBe('DE8…000');
  });
});

/** Every kind of event with the secret in every field that a user fills. */
function leakEverywhere(observability: Observability): void {
  const instance = observability.getDefaultInstance();
  const secret = { password: 'hunter22', note: `key ${KEY}` };
  const span = instance.startSpan({
    type: 'tool_call',
    name: `call ${KEY}`,
    entityType: 'tool',
    entityName: `tool ${KEY}`,
    input: [secret],
    attributes: { extra: secret },
    metadata: secret,
    tags: [KEY],
    tracingOptions: { userId: KEY, metadata: { more: secret }, requestContextKeys: ['auth'] },
    requestContext: { get: () => secret },
  });
  span.update({ output: { nested: JSON.stringify(secret.note) } });
  span.logger.error(`failed with ${KEY}`, { error: new Error(`bad ${KEY}`), ...secret });
  span.metrics.counter('calls').add(1, { via: KEY });
  span.addScore({ scorerId: 's', score: 1, reason: KEY, metadata: secret });
  span.addFeedback({ feedbackType: 't', feedbackSource: 'user', value: KEY, comment: KEY, metadata: secret });
  span.error({ error: Object.assign(new Error(`boom ${KEY}`), { details: secret, code: KEY }) });
  instance.getLoggerContext(undefined).info(`outside ${KEY}`, secret);
}

describe.each([
  ['as the default, during capture', undefined],
  ['as the only processor', [new SensitiveDataFilter()]],
  [
    'after another processor, on whole events',
    [{ name: 'pass', process: (event: ObservabilityEvent) => event }, new SensitiveDataFilter()],
  ],
])('%s', (_name, processors) => {
  it('lets no secret reach an exporter, in any field of any signal', () => {
    const memory = new InMemoryExporter();
    leakEverywhere(new Observability({ serviceName: 'test', exporters: [memory], processors }));
    const kinds = new Set(memory.events.map(event => event.type));
    expect([...kinds].sort()).toEqual([
      'feedback',
      'log',
      'metric',
      'score',
      'span.ended',
      'span.error',
      'span.started',
      'span.updated',
    ]);
    const all = JSON.stringify(memory.events);
    expect(all).not.toContain('hunter22');
    expect(all).not.toContain(KEY);
    expect(all).toContain('[REDACTED]');
  });
});
