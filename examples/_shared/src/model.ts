import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Script } from './scripted-model/chat.ts';
import { startScriptedModel } from './scripted-model/server.ts';

/** A model that an example talks to over HTTP. */
export interface ConnectedModel {
  /** Hand it to an agent, or to `generateText`. */
  readonly model: ReturnType<ReturnType<typeof createOpenAICompatible>>;
  /** What it is, in words. */
  readonly description: string;
  close(): Promise<void>;
}

/** What the scripted model would cost, in US dollars for a million tokens: no list has it. */
export const SCRIPTED_PRICES = { 'scripted-1': { input: 0.25, cacheRead: 0.025, output: 2 } } as const;

const CAPABILITIES = { includeUsage: true, supportsStructuredOutputs: true };

/**
 * Connects to the model that the environment names: with `OPENAI_API_KEY`, and optionally `OPENAI_BASE_URL` and
 * `OPENAI_MODEL`, a real one; else a scripted one, which is started here. The program does not see a difference.
 */
export async function connectModel(script: Script, env: NodeJS.ProcessEnv = process.env): Promise<ConnectedModel> {
  const apiKey = env.OPENAI_API_KEY;
  if (apiKey) {
    const baseURL = env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1';
    const id = env.OPENAI_MODEL ?? 'gpt-5-mini';
    const provider = createOpenAICompatible({ name: new URL(baseURL).hostname, baseURL, apiKey, ...CAPABILITIES });
    return { model: provider(id), description: `${id} at ${baseURL}`, close: async () => undefined };
  }
  const server = await startScriptedModel(script);
  const provider = createOpenAICompatible({ name: 'scripted', baseURL: server.baseURL, ...CAPABILITIES });
  return {
    model: provider('scripted-1'),
    description: `scripted-1, a script behind ${server.baseURL} (set OPENAI_API_KEY for a real one)`,
    close: () => server.close(),
  };
}
