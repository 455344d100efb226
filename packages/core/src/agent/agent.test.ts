import { MockLanguageModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import { Agent } from './index.ts';
import { LazyPromise } from './lazy-promise.ts';
import { normaliseMessages } from './messages.ts';

test('a configuration that cannot work is refused at once', () => {
  const model = new MockLanguageModelV4();
  expect(() => new Agent({ id: '', instructions: '', model })).toThrow(/id: a text that is not empty/);
  expect(() => new Agent({ id: 'a', instructions: '', model: undefined as never })).toThrow(/model: a language model/);
  expect(() => new Agent({ id: 'a', instructions: '', model, maxSteps: 0 })).toThrow(/maxSteps.*given: 0/);
  expect(new Agent({ id: 'a', instructions: 'i', model })).toMatchObject({ id: 'a', name: 'a', instructions: 'i' });
});

test('messages come as a text, as a message, or as a list of either', async () => {
  const said = { role: 'assistant' as const, content: 'yes' };
  expect(normaliseMessages('hi')).toEqual([{ role: 'user', content: 'hi' }]);
  expect(normaliseMessages(said)).toEqual([said]);
  expect(normaliseMessages(['hi', said])).toEqual([{ role: 'user', content: 'hi' }, said]);
  expect(() => normaliseMessages([])).toThrow(/an empty list/);
  const agent = new Agent({ id: 'a', instructions: '', model: new MockLanguageModelV4() });
  await expect(agent.generate({ text: 'hi' } as never)).rejects.toMatchObject({ code: 'AGENT_MESSAGES_INVALID' });
});

test('a lazy promise begins when somebody waits', async () => {
  let started = 0;
  const lazy = new LazyPromise(async () => ++started);
  expect(started).toBe(0);
  expect(await lazy).toBe(1);
  expect(await lazy.finally(() => undefined)).toBe(2);
  const failing = new LazyPromise(async () => {
    throw new Error('no');
  });
  expect(await failing.catch(error => (error as Error).message)).toBe('no');
});
