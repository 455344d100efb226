/** A prompt of Langfuse's prompt management. */
export interface PromptLink {
  readonly name: string;
  readonly version: number;
}

/**
 * The prompt that metadata names under `langfusePrompt`, as Langfuse's own integrations have it: `{ name, version }`,
 * or what `prompt.toJSON()` answers. A fallback prompt is in no prompt management and links to nothing.
 */
export function promptLink(metadata: Readonly<Record<string, unknown>> | undefined): PromptLink | undefined {
  const given = parsed(metadata?.langfusePrompt);
  if (typeof given !== 'object' || given === null) return undefined;
  const { name, version, isFallback } = given as Record<string, unknown>;
  if (isFallback === true || typeof name !== 'string' || !Number.isInteger(version)) return undefined;
  return { name, version: version as number };
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
