import { MastraError } from '@mastra/core/error';
import { expect, test } from 'vitest';
import { credentialOf } from './credential.ts';

const options = { code: 'X_INVALID', exporter: 'XExporter', option: 'apiKey', variable: 'X_KEY', what: 'a key of X' };

function errorOf(given: string | undefined): MastraError {
  try {
    credentialOf(given, options);
  } catch (error) {
    if (MastraError.is(error)) return error;
  }
  throw new Error('it was taken');
}

test('a key is taken without the spaces around it', () => {
  expect(credentialOf(' abc-123\n', options)).toBe('abc-123');
});

test.each([undefined, '', ' \n'])('no key (%j) names the option and the variable', given => {
  const { code, message } = errorOf(given);
  expect(code).toBe('X_INVALID');
  expect(message).toBe(
    'What XExporter was told is not valid. apiKey: expected a key of X (given: none). Give new XExporter({ apiKey }), or set X_KEY.',
  );
});

test.each(['hush hush', 'hush\nhush', 'hüsh'])('a key that no header takes (%j) is refused and not repeated', given => {
  expect(errorOf(given).message).toContain('ASCII without spaces');
  expect(errorOf(given).message).not.toMatch(/h[uü]sh/);
});
