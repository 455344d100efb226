import { expect, test } from 'vitest';
import { inputMessages, outputChoices } from './messages.ts';

test('a prompt that is no list of messages is one message of the user', () => {
  expect(inputMessages('Hello')).toEqual([{ role: 'user', content: 'Hello' }]);
  expect(inputMessages({ question: 'Why?' })).toEqual([{ role: 'user', content: '{"question":"Why?"}' }]);
});

test('parts that PostHog knows by themselves stay what they are', () => {
  const content = [
    { type: 'text', text: 'What is this?' },
    { type: 'image', image: 'https://example.com/image.jpg' },
  ];
  expect(inputMessages({ messages: [{ role: 'user', content }] })).toEqual([{ role: 'user', content }]);
});

test.each([
  ['text', 'Hi', 'Hi'],
  ['an object that was asked for', { object: { celsius: 21 } }, [{ type: 'text', text: '{"celsius":21}' }]],
  ['a shape of its own', { answer: 42 }, [{ type: 'text', text: '{"answer":42}' }]],
])('an answer that is %s', (_, output, content) => {
  expect(outputChoices(output)).toEqual([{ role: 'assistant', content }]);
});
