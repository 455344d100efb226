import { MastraError } from '@mastra/core/error';
import type { ObservabilityEvent } from '@mastra/core/observability';
import { describe, expect, it } from 'vitest';
import { InMemoryExporter } from '../exporters/in-memory.ts';
import { SensitiveDataFilter, type SensitiveDataFilterOptions } from '../index.ts';
import { Observability } from '../instances/observability.ts';

const KEY = ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_');

/** In the capture of payloads, and on whole events. */
const PLACES: readonly (readonly [string, boolean])[] = [
  ['during capture', true],
  ['on whole events', false],
];

function pipeline(filter: SensitiveDataFilter, first = true) {
  const memory = new InMemoryExporter();
  const pass = { name: 'pass', process: (event: ObservabilityEvent) => event };
  const processors = first ? [filter] : [pass, filter];
  const observability = new Observability({ serviceName: 'test', exporters: [memory], processors });
  return { memory, observability, instance: observability.getDefaultInstance() };
}

describe('the style indexed', () => {
  it.each(PLACES)('gives the same value the same token in every field and signal, %s', (_place, first) => {
    const filter = new SensitiveDataFilter({ redactionStyle: 'indexed', recognise: ['email'] });
    const { memory, instance } = pipeline(filter, first);
    const span = instance.startSpan({
      type: 'tool_call',
      name: 'mail',
      input: { to: 'ada@example.com', cc: ['bob@example.com'], password: 'hunter22' },
    });
    span.end({ output: '{"sent":"ada@example.com","password":"hunter22"}' });
    span.logger.info('sent to bob@example.com', { pwd: 'hunter22', apiKey: KEY });
    const [ended] = memory.spans;
    expect(ended).toMatchObject({
      input: { to: '[EMAIL_1]', cc: ['[EMAIL_2]'], password: '[PASSWORD_1]' },
      output: '{"sent":"[EMAIL_1]","password":"[PASSWORD_1]"}',
    });
    expect(memory.logs[0]).toMatchObject({
      message: 'sent to [EMAIL_2]',
      data: { pwd: '[PASSWORD_1]', apiKey: '[API_KEY_1]' },
    });
  });

  it('knows a value again in text, under a key and in nested JSON, and names no object by number', () => {
    const filter = new SensitiveDataFilter({ redactionStyle: 'indexed' });
    expect(filter.text(`key ${KEY}`)).toBe('key [STRIPE_KEY_1]');
    expect(filter.mask(KEY, 'TOKEN')).toBe('[STRIPE_KEY_1]');
    expect(filter.text(JSON.stringify(JSON.stringify({ token: 'a "b" \\' })))).toContain('[TOKEN_1]');
    expect(filter.mask('a "b" \\', 'TOKEN')).toBe('[TOKEN_1]');
    expect(filter.mask({ a: 1 }, 'AUTH')).toBe('[AUTH]');
  });

  it('masks a token no second time', () => {
    const filter = new SensitiveDataFilter({ redactionStyle: 'indexed' });
    const once = filter.mask('hunter22', 'PASSWORD');
    expect(filter.mask(once, 'PASSWORD')).toBe(once);
  });

  it('remembers so many values, those that were seen last, and gives no token twice', () => {
    const filter = new SensitiveDataFilter({ redactionStyle: 'indexed', maxIndexedValues: 2 });
    const tokens = ['a', 'b', 'a', 'c', 'a', 'b'].map(value => filter.mask(value, 'X'));
    expect(tokens).toEqual(['[X_1]', '[X_2]', '[X_1]', '[X_3]', '[X_1]', '[X_4]']);
  });
});

describe('patterns of the user', () => {
  it('mask every match as a whole, in short texts too, with the global flag or without', () => {
    const filter = new SensitiveDataFilter({
      patterns: [
        { name: 'order', pattern: /\b(O)-\d{2}\b/ },
        { name: 'pin', pattern: /(?<=pin )\d+/gi, accept: match => match !== '0000' },
      ],
      redactionStyle: 'indexed',
    });
    expect(filter.text('O-12')).toBe('[ORDER_1]');
    expect(filter.text('O-12 and O-13, PIN 1234, pin 0000')).toBe('[ORDER_1] and [ORDER_2], PIN [PIN_1], pin 0000');
    expect(filter.text(`beside ${KEY}`)).toBe('beside [STRIPE_KEY_1]');
  });

  const broken = () =>
    new SensitiveDataFilter({
      patterns: [
        {
          name: 'broken',
          pattern: /bomb/,
          accept: () => {
            throw new Error('no');
          },
        },
      ],
    });

  it('that throw leave nothing of the text, and the run goes on', () => {
    const filter = broken();
    const { memory, instance } = pipeline(filter);
    const span = instance.startSpan({ type: 'generic', name: 'a bomb', input: ['a bomb', 'fine'] });
    span.logger.info('bomb');
    span.end();
    expect(memory.spans[0]).toMatchObject({ name: '[REDACTION FAILED]', input: ['[REDACTION FAILED]', 'fine'] });
    expect(memory.logs[0]!.message).toBe('[REDACTION FAILED]');
    expect(JSON.stringify(memory.events)).not.toContain('bomb');
    expect(filter.stats().failed).toBe(3);
  });

  it('that throw drop a whole event, which is counted', () => {
    const { memory, observability, instance } = pipeline(broken(), false);
    instance.getLoggerContext().info('bomb');
    instance.getLoggerContext().info('fine');
    expect(memory.logs.map(log => log.message)).toEqual(['fine']);
    expect(observability.health().exporters['in-memory']!.signals.log.dropped.processor_error).toBe(1);
  });
});

describe('exempt paths', () => {
  const exempt = ['input.messages.*.id', 'metadata.token', 'attributes.a\\.b', 'data'];
  it.each(PLACES)('leave alone what they lead to, and only that, %s', (_place, first) => {
    const { memory, instance } = pipeline(new SensitiveDataFilter({ exempt }), first);
    const input = {
      messages: [
        { id: KEY, text: KEY },
        { id: { deep: KEY, password: 'p' }, secret: 's' },
      ],
      id: KEY,
    };
    const span = instance.startSpan({
      type: 'generic',
      name: 'job',
      input,
      metadata: { token: 'kept', more: { token: 'gone' } },
      attributes: { 'a.b': KEY, a: { b: KEY } } as never,
    });
    span.end({ output: { messages: [{ id: KEY }] } });
    span.logger.info(KEY, { password: 'kept' });
    const [ended] = memory.spans;
    expect(ended).toMatchObject({
      input: {
        messages: [
          { id: KEY, text: '[REDACTED]' },
          { id: { deep: KEY, password: 'p' }, secret: '[REDACTED]' },
        ],
        id: '[REDACTED]',
      },
      output: { messages: [{ id: '[REDACTED]' }] },
      metadata: { token: 'kept', more: { token: '[REDACTED]' } },
      attributes: { 'a.b': KEY, a: { b: '[REDACTED]' } },
    });
    expect(memory.logs[0]).toMatchObject({ message: '[REDACTED]', data: { password: 'kept' } });
  });

  it('hold also where a value cannot be read', () => {
    const { memory, instance } = pipeline(new SensitiveDataFilter({ exempt: ['input.*.id'] }));
    const hostile = {
      id: KEY,
      text: KEY,
      get bad(): string {
        throw new TypeError('no');
      },
    };
    instance.startSpan({ type: 'generic', name: 'job', input: [hostile, { id: KEY, text: KEY }] }).end();
    expect(memory.spans[0]!.input).toEqual([
      { id: KEY, text: '[REDACTED]', bad: '[unreadable: TypeError]' },
      { id: KEY, text: '[REDACTED]' },
    ]);
  });
});

it('says which rules fired, and how often', () => {
  const filter = new SensitiveDataFilter({ recognise: ['email'] });
  filter.text(`${KEY} from ada@example.com, bob@example.com {"db_password":"x"}`);
  expect(filter.stats()).toEqual({ masked: { STRIPE_KEY: 1, EMAIL: 2, PASSWORD: 1 }, failed: 0 });
});

describe('a mistake in the options is one clear error', () => {
  it.each<[string, SensitiveDataFilterOptions, RegExp]>([
    ['an unknown recogniser', { recognise: ['phone' as 'email'] }, /recognise\.0.*"email".*given: "phone"/],
    [
      'a pattern that is a text',
      { patterns: [{ name: 'a', pattern: 'x' as never }] },
      /patterns\.0\.pattern: expected a regular expression/,
    ],
    ['a pattern that matches nothing', { patterns: [{ name: 'a', pattern: /x*/ }] }, /matches the empty text/],
    ['a name that is none', { patterns: [{ name: 'a b', pattern: /x/ }] }, /patterns\.0\.name: expected letters/],
    [
      'a path that begins nowhere',
      { exempt: ['messages.*.id'] },
      /exempt\.0: .*begins with one of input, output.*given: "messages/,
    ],
    ['a path with a gap', { exempt: ['input..id'] }, /expected a key, an index or \* between dots/],
    ['a style', { redactionStyle: 'none' as 'full' }, /redactionStyle.*given: "none"/],
    ['an unknown option', { recognisers: [] } as never, /recognisers/],
  ])('%s', (_what, options, expected) => {
    const make = () => new SensitiveDataFilter(options);
    expect(make).toThrow(MastraError);
    expect(make).toThrow(expected);
    expect(make).toThrow(expect.objectContaining({ code: 'SENSITIVE_DATA_FILTER_INVALID' }));
  });
});
