import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { noOpLoggerContext } from '../observability/no-op/index.ts';
import { RequestContext } from '../request-context/index.ts';
import { createTool } from './index.ts';

const weather = createTool({
  id: 'get-weather',
  description: 'Weather',
  inputSchema: z.object({ city: z.string().default('Oslo') }),
  outputSchema: z.object({ celsius: z.number() }),
  execute: async ({ city }) => ({ celsius: city.length, more: true }),
});

test('works on its own, with parsed input and parsed output', async () => {
  const answer = await weather.execute({});
  expectTypeOf(answer).toEqualTypeOf<{ celsius: number }>();
  expect(answer).toEqual({ celsius: 4 });
});

test('refuses an input and an output that do not fit, and says where', async () => {
  await expect(weather.execute({ city: 1 as never })).rejects.toMatchObject({
    code: 'TOOL_INPUT_INVALID',
    message: expect.stringMatching(/get-weather.*city/),
  });
  const wrong = createTool({
    id: 'wrong',
    description: '',
    outputSchema: z.object({ n: z.number() }),
    execute: async () => ({ n: 'x' as never }),
  });
  await expect(wrong.execute({})).rejects.toMatchObject({ code: 'TOOL_OUTPUT_INVALID' });
});

test('gets a whole context, whatever the caller gives', async () => {
  const look = createTool({ id: 'look', description: '', execute: async (_, context) => context });
  const bare = await look.execute('anything');
  expect(bare.logger).toBe(noOpLoggerContext);
  expect(bare.tracing).toBe(bare.tracingContext);
  expect(bare.requestContext.size).toBe(0);
  const requestContext = new RequestContext([['tenant', 'acme']]);
  const { signal } = new AbortController();
  expect(await look.execute(1, { requestContext, abortSignal: signal })).toMatchObject({
    requestContext,
    abortSignal: signal,
  });
});

test('a tool without execute is for the client', async () => {
  const ask = createTool({ id: 'ask', description: 'Asks', inputSchema: z.object({}) });
  expect(ask.isExecutable).toBe(false);
  await expect(ask.execute({})).rejects.toMatchObject({ code: 'TOOL_NOT_EXECUTABLE' });
});

test('an empty id is refused', () => {
  expect(() => createTool({ id: '', description: '' })).toThrow(expect.objectContaining({ code: 'TOOL_ID_INVALID' }));
});
