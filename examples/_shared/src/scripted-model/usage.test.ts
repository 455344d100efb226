import { expect, it } from 'vitest';
import type { ChatMessage } from './chat.ts';
import { usageFor } from './usage.ts';

const asked: ChatMessage = { role: 'user', content: 'x'.repeat(400) };

it('counts as cached what the request before had, in whole blocks', () => {
  const first = usageFor({ model: 'm', messages: [asked] }, { text: 'abcd' });
  expect(first).toMatchObject({ prompt_tokens: 102, prompt_tokens_details: { cached_tokens: 0 } });
  const messages: ChatMessage[] = [asked, { role: 'assistant', content: 'abcd' }, { role: 'user', content: 'more' }];
  const second = usageFor({ model: 'm', messages }, { text: 'abcd' });
  expect(second.prompt_tokens).toBeGreaterThan(first.prompt_tokens);
  expect(second.prompt_tokens_details.cached_tokens).toBe(64);
});

it('counts reasoning as a part of the completion', () => {
  const usage = usageFor({ model: 'm', messages: [asked] }, { reasoning: 'x'.repeat(40), text: 'x'.repeat(80) });
  expect(usage.completion_tokens_details.reasoning_tokens).toBe(10);
  expect(usage.completion_tokens).toBeGreaterThanOrEqual(30);
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
});
