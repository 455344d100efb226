import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { afterEach, expect, it } from 'vitest';
import type { Script } from './chat.ts';
import { type ScriptedModelServer, startScriptedModel } from './server.ts';

let server: ScriptedModelServer | undefined;

afterEach(() => server?.close());

async function modelFor(script: Script) {
  server = await startScriptedModel(script);
  return createOpenAICompatible({ name: 'scripted', baseURL: server.baseURL, includeUsage: true })('scripted-1');
}

const prompt = (text: string) => [{ role: 'user' as const, content: [{ type: 'text' as const, text }] }];

it('answers what the script makes of the conversation', async () => {
  const model = await modelFor(({ messages }) => ({
    reasoning: 'Say it back.',
    text: String(messages.at(-1)?.content),
  }));
  const { content, usage } = await model.doGenerate({ prompt: prompt('twelve chars') });
  expect(content).toEqual([
    expect.objectContaining({ type: 'reasoning', text: 'Say it back.' }),
    expect.objectContaining({ type: 'text', text: 'twelve chars' }),
  ]);
  expect(usage).toMatchObject({ outputTokens: { total: 7, text: 4, reasoning: 3 } });
});

it('streams the same, word by word, with the usage at the end', async () => {
  const model = await modelFor(() => ({ text: 'one two three', toolCalls: [{ name: 'count', args: { to: 3 } }] }));
  const { stream } = await model.doStream({ prompt: prompt('Count.') });
  const parts = await Array.fromAsync(stream);
  expect(parts.filter(part => part.type === 'text-delta').map(part => part.delta)).toEqual(['one', ' two', ' three']);
  expect(parts).toContainEqual(expect.objectContaining({ type: 'tool-call', toolName: 'count', input: '{"to":3}' }));
  expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: { unified: 'tool-calls' } });
});

it('turns an error of the script into an error of the provider', async () => {
  const model = await modelFor(() => {
    throw new Error('no line for that');
  });
  await expect(model.doGenerate({ prompt: prompt('?') })).rejects.toThrow('no line for that');
});
