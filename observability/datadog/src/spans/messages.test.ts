import { expect, test } from 'vitest';
import { inputMessages, outputMessages } from './messages.ts';

test('a prompt that is no list of messages is one message of the user', () => {
  expect(inputMessages('Hello')).toEqual([{ role: 'user', content: 'Hello' }]);
  expect(inputMessages({ question: 'Why?' })).toEqual([{ role: 'user', content: '{"question":"Why?"}' }]);
  expect(inputMessages([])).toEqual([]);
});

test('media are named, and text around them stays', () => {
  const content = [
    { type: 'text', text: 'What is this?' },
    { type: 'file', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
  ];
  expect(inputMessages([{ role: 'user', content }])).toEqual([
    { role: 'user', content: 'What is this?\n[file image/png]' },
  ]);
});

test('arguments that are no object are kept as one', () => {
  const content = [{ type: 'tool-call', toolCallId: 'c', toolName: 'add', input: [1, 2] }];
  expect(inputMessages([{ role: 'assistant', content }])).toEqual([
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ name: 'add', arguments: { value: [1, 2] }, tool_id: 'c', type: 'function' }],
    },
  ]);
});

test.each([
  ['text', 'Hi', 'Hi'],
  ['an object that was asked for', { text: undefined, object: { celsius: 21 } }, '{"celsius":21}'],
  [
    'text and something else',
    { text: 'Hi', files: [{ mediaType: 'image/png' }] },
    'Hi\n{"files":[{"mediaType":"image/png"}]}',
  ],
  ['a shape of its own', { answer: 42 }, '{"answer":42}'],
])('an answer that is %s', (_, output, content) => {
  expect(outputMessages(output)).toEqual([{ role: 'assistant', content }]);
});
