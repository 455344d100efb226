import type { ModelGenerationAttributes } from '@mastra/core/observability';
import { usageMetadata } from './usage.ts';

/** Providers that LangSmith's price list has under another name than the AI SDK. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'google.generative-ai': 'google_genai',
  'google.vertex': 'google_vertexai',
  'amazon-bedrock': 'amazon_bedrock',
  'azure-openai': 'azure',
};

/** Settings that LangSmith has a name for; the others go along as `ls_invocation_params`. */
const PARAMETERS: Readonly<Record<string, string>> = {
  temperature: 'ls_temperature',
  maxOutputTokens: 'ls_max_tokens',
  stopSequences: 'ls_stop',
};

/** What LangSmith needs in order to price a model call and to open it in its playground. */
export function modelMetadata(attributes: ModelGenerationAttributes, isChat: boolean): Record<string, unknown> {
  const { model, provider, parameters, usage, costUsd } = attributes;
  const usage_metadata = usageMetadata(usage, costUsd);
  return {
    ...(isChat && { ls_model_type: 'chat' }),
    ...(model !== undefined && { ls_model_name: model }),
    ...(provider !== undefined && { ls_provider: providerName(provider) }),
    ...parameterMetadata(parameters ?? {}),
    ...(usage_metadata && { usage_metadata }),
  };
}

/** The AI SDK names an API of a provider (`openai.responses`), LangSmith the provider. */
function providerName(provider: string): string {
  const known = Object.entries(PROVIDERS).find(([prefix]) => provider.startsWith(prefix));
  return known ? known[1] : (provider.split('.')[0] ?? provider);
}

function parameterMetadata(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const key = PARAMETERS[name];
    if (key) named[key] = value;
    else rest[name] = value;
  }
  return { ...named, ...(Object.keys(rest).length > 0 && { ls_invocation_params: rest }) };
}
