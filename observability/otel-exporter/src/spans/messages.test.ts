import { describe, expect, it } from 'vitest';
import { inputMessages, outputMessages, withoutSystem } from './messages.ts';
import { providerName } from './provider.ts';

describe('messages by the conventions', () => {
  it('are made of the AI SDK’s', () => {
    const messages = inputMessages([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', image: 'https://example.com/a.png', mediaType: 'image/png' },
          { type: 'file', data: 'aGk=', mediaType: 'application/pdf' },
          { type: 'file', mediaType: 'audio/wav' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'tool-call', toolCallId: '1', toolName: 'look', input: { at: 'it' } },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: '1', toolName: 'look', output: { value: 'a dog' } }],
      },
      { role: 'assistant', content: [{ type: 'custom', anything: 1 }] },
    ]);
    expect(messages).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'What is this?' },
          { type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'https://example.com/a.png' },
          { type: 'blob', modality: 'document', mime_type: 'application/pdf', content: 'aGk=' },
          { type: 'file_reference', modality: 'audio', mime_type: 'audio/wav' },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'hm' },
          { type: 'tool_call', id: '1', name: 'look', arguments: { at: 'it' } },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: '1', response: { value: 'a dog' } }] },
      { role: 'assistant', parts: [{ type: 'custom', anything: 1 }] },
    ]);
    expect(withoutSystem(messages).system).toEqual([{ type: 'text', content: 'Be brief.' }]);
    expect(withoutSystem(messages).conversation).toHaveLength(4);
  });

  it.each([
    ['plain text', 'hi', 'hi'],
    ['a number', 7, '7'],
    ['any object', { city: 'Oslo' }, '{"city":"Oslo"}'],
    ['a list of no messages', [1, 2], '[1,2]'],
  ])('hold %s as the text of a user', (_, input, content) => {
    expect(inputMessages(input)).toEqual([{ role: 'user', parts: [{ type: 'text', content }] }]);
  });

  it('hold an answer in all its forms', () => {
    const parts = (output: unknown) => outputMessages(output, undefined)[0]?.parts;
    expect(parts('hi')).toEqual([{ type: 'text', content: 'hi' }]);
    expect(parts({ object: { a: 1 } })).toEqual([{ type: 'text', content: '{"a":1}' }]);
    expect(parts({ celsius: 21 })).toEqual([{ type: 'text', content: '{"celsius":21}' }]);
    expect(parts({ text: '' })).toEqual([]);
    expect(parts(undefined)).toBeUndefined();
    expect(outputMessages('hi', 'content-filter')[0]!.finish_reason).toBe('content_filter');
  });
});

describe('providerName', () => {
  it.each([
    ['openai.responses', 'openai'],
    ['azure-openai.chat', 'azure.ai.openai'],
    ['google.generative-ai', 'gcp.gemini'],
    ['google.vertex.chat', 'gcp.vertex_ai'],
    ['amazon-bedrock', 'aws.bedrock'],
    ['mistral.chat', 'mistral_ai'],
    ['openrouter.chat', 'openrouter'],
    [undefined, undefined],
  ])('of %s is %s', (provider, name) => {
    expect(providerName(provider)).toBe(name);
  });
});
