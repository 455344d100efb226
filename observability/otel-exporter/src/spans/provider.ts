import { GEN_AI_PROVIDERS } from '../conventions/gen-ai.ts';

/**
 * The conventions' name for a provider. The AI SDK appends the API to it: `openai.responses`, `google.vertex.chat`. A
 * provider that the conventions do not name keeps its own name, without the API.
 */
export function providerName(provider: string | undefined): string | undefined {
  if (!provider) return undefined;
  const [family = provider, api] = provider.split('.');
  if (family === 'google' && api === 'vertex') return GEN_AI_PROVIDERS.vertex;
  return GEN_AI_PROVIDERS[family] ?? family;
}
