import { describe, expect, it } from 'vitest';
import { answerOf, conversationOf } from './messages.ts';

const parsed = (json: string | undefined) => JSON.parse(json ?? 'null');

describe('messages', () => {
  it('become parts, with calls and results of tools', () => {
    const { messages, instructions } = conversationOf({
      messages: [
        { role: 'system', content: 'One.' },
        { role: 'system', content: 'Two.' },
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm' },
            { type: 'tool-call', toolCallId: 'c1', toolName: 'add', input: { a: 1 } },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'add', output: { type: 'json', value: 3 } }],
        },
      ],
    });
    expect(instructions).toBe('One.\n\nTwo.');
    expect(parsed(messages)).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Hi' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'hm' },
          { type: 'tool_call', id: 'c1', name: 'add', arguments: { a: 1 } },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', name: 'add', response: 3 }] },
    ]);
  });

  it.each([
    ['nothing', undefined, null],
    ['a text', 'Hi', [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]],
    ['anything else', { q: 1 }, [{ role: 'user', parts: [{ type: 'text', content: '{"q":1}' }] }]],
  ])('are made of %s', (_, input, expected) => {
    expect(parsed(conversationOf(input).messages)).toEqual(expected);
  });

  it('that are too many are the latest, and still JSON', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ role: 'user', content: `${i} ${'x'.repeat(1000)}` }));
    const { messages } = conversationOf(many);
    expect(messages!.length).toBeLessThan(65_536);
    expect(parsed(messages).at(-1).parts[0].content).toMatch(/^499 /);
  });

  it('that are too long are cut, and still JSON', () => {
    const { messages } = conversationOf([{ role: 'user', content: '"'.repeat(1_000_000) }]);
    expect(messages!.length).toBeLessThanOrEqual(65_536);
    expect(parsed(messages)[0].parts[0].content).toContain('cut from 1000000 characters');
  });

  it('of the model have its text, its object and its calls', () => {
    const toolCalls = [{ toolCallId: 'c1', toolName: 'add', input: { a: 1 } }];
    expect(parsed(answerOf({ text: 'Hm', toolCalls, files: [{ mediaType: 'image/png' }] }, 'tool-calls'))).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'Hm' },
          { type: 'tool_call', id: 'c1', name: 'add', arguments: { a: 1 } },
          { type: 'blob', mime_type: 'image/png', content: '[Blob substitute]' },
        ],
        finish_reason: 'tool-calls',
      },
    ]);
    expect(parsed(answerOf({ object: { a: 1 } }, undefined))[0].parts).toEqual([{ type: 'text', content: '{"a":1}' }]);
    expect(parsed(answerOf('plain', undefined))[0].parts).toEqual([{ type: 'text', content: 'plain' }]);
    expect(answerOf(undefined, 'stop')).toBeUndefined();
  });
});
