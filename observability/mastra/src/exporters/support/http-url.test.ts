import { parseOrThrow } from '@mastra/core/error';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { messageOf } from '../../delivery/message.ts';
import { httpUrl } from './http-url.ts';

const schema = z.strictObject({ url: httpUrl("a URL such as 'https://example.com'") });
const parse = (url: string) => () => parseOrThrow(schema, { url }, { code: 'X', domain: 'EXPORTER', subject: 'It' });

it('takes addresses for HTTP', () => {
  expect(parse('https://example.com/path')()).toEqual({ url: 'https://example.com/path' });
  expect(parse('localhost:4318')).toThrow(
    'url: expected a URL such as \'https://example.com\' (given: "localhost:4318")',
  );
});

it('refuses a user and a password in one, and repeats neither', () => {
  expect(parse('http://ada:hunter2@example.com')).toThrow(
    /user or a password.*headers?.*\(given: "http:\/\/…@example\.com"\)/,
  );
  expect(parse('http://ada:hunter2@example.com')).not.toThrow(/hunter2|ada/);
  expect(parse(`http://ada:${'hunter2'.repeat(20)}@example.com`)).not.toThrow(/hunter2|ada/);
});

it('is needed, for fetch repeats them, and so no message of ours does', async () => {
  const error = await fetch('http://ada:hunter2@127.0.0.1:1').catch(reason => reason);
  expect(String(error)).toContain('hunter2');
  expect(messageOf(error)).not.toMatch(/hunter2|ada/);
});
