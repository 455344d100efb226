/** OpenInference's words for who runs a model, by the first part of the AI SDK's name for it. */
const PROVIDERS: Readonly<Record<string, string>> = {
  mistral: 'mistralai',
  'google-vertex': 'google',
  vertex: 'google',
  'amazon-bedrock': 'aws',
  bedrock: 'aws',
  'azure-openai': 'azure',
  togetherai: 'together',
  moonshotai: 'moonshot',
};

/** And for whose model it is, where that follows from who runs it. */
const SYSTEMS: Readonly<Record<string, string>> = {
  openai: 'openai',
  azure: 'openai',
  anthropic: 'anthropic',
  mistralai: 'mistralai',
  cohere: 'cohere',
  google: 'vertexai',
};

/** The AI SDK appends the kind of API: `openai.responses`, `google.vertex.chat`. */
export function providerOf(given: unknown): string | undefined {
  if (typeof given !== 'string' || given === '') return undefined;
  const family = given.split('.')[0]!;
  return PROVIDERS[family] ?? family;
}

export function systemOf(provider: string | undefined): string | undefined {
  return provider === undefined ? undefined : SYSTEMS[provider];
}
