/** Tokens that were neither text nor cached, as far as a provider's raw usage says. */
export interface Modalities {
  readonly input: { readonly audio?: number; readonly image?: number };
  readonly output: { readonly audio?: number; readonly image?: number };
}

/**
 * Audio and image tokens from a provider's raw usage: OpenAI gives them by name, Google as a list of modalities with
 * the cached ones counted among them.
 */
export function modalitiesOf(raw: unknown): Modalities {
  const usage = record(raw);
  return {
    input: {
      audio: find(
        usage,
        ['prompt_tokens_details', 'input_tokens_details'],
        'audio_tokens',
        'promptTokensDetails',
        'AUDIO',
      ),
      image: find(
        usage,
        ['prompt_tokens_details', 'input_tokens_details'],
        'image_tokens',
        'promptTokensDetails',
        'IMAGE',
      ),
    },
    output: {
      audio: find(
        usage,
        ['completion_tokens_details', 'output_tokens_details'],
        'audio_tokens',
        'candidatesTokensDetails',
        'AUDIO',
      ),
      image: find(
        usage,
        ['completion_tokens_details', 'output_tokens_details'],
        'image_tokens',
        'candidatesTokensDetails',
        'IMAGE',
      ),
    },
  };
}

function find(
  usage: Record<string, unknown>,
  groups: readonly string[],
  field: string,
  list: string,
  modality: string,
): number | undefined {
  for (const group of groups) {
    const count = record(usage[group])[field];
    if (typeof count === 'number') return count;
  }
  const count = countIn(usage[list], modality);
  const cached = list === 'promptTokensDetails' ? (countIn(usage.cacheTokensDetails, modality) ?? 0) : 0;
  return count === undefined ? undefined : Math.max(0, count - cached);
}

function countIn(list: unknown, modality: string): number | undefined {
  if (!Array.isArray(list)) return undefined;
  const entry = list.map(record).find(item => item.modality === modality);
  return typeof entry?.tokenCount === 'number' ? entry.tokenCount : undefined;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
