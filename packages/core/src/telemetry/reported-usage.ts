/** The counts of one model call as its provider reports them, before it is settled which of them contain others. */
export interface ReportedUsage {
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** The provider's own sum, which tells what lies inside the other counts and what lies beside them. */
  readonly total: number | undefined;
  readonly cacheRead: number | undefined;
  /** Written to a cache for the provider's usual time (Anthropic: 5 minutes). */
  readonly cacheWrite: number | undefined;
  readonly cacheWrite1h: number | undefined;
  readonly reasoning: number | undefined;
  /** What this shape of usage means where there is no total to tell. */
  readonly cacheInsideInput: boolean;
  readonly reasoningInsideOutput: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const INPUT = ['prompt_tokens', 'input_tokens', 'promptTokenCount', 'inputTokens', 'prompt_eval_count'];
const OUTPUT = ['completion_tokens', 'output_tokens', 'candidatesTokenCount', 'outputTokens', 'eval_count'];
const TOTAL = ['total_tokens', 'totalTokenCount', 'totalTokens'];
const INPUT_GROUPS = [
  'prompt_tokens_details',
  'input_tokens_details',
  'input_token_details',
  'inputTokensDetails',
  'promptTokensDetails',
];
const OUTPUT_GROUPS = ['completion_tokens_details', 'output_tokens_details', 'output_token_details'];
const CACHE_READ = [
  'cached_tokens',
  'cache_read_input_tokens',
  'cache_read_tokens',
  'prompt_cache_hit_tokens',
  'cached_input_tokens',
  'num_cached_tokens',
  'cache_read',
  'cachedContentTokenCount',
  'cacheReadInputTokens',
  'cachedInputTokens',
];
const CACHE_WRITE = [
  'cache_creation_input_tokens',
  'cache_creation_tokens',
  'cache_write_tokens',
  'cache_write_input_tokens',
  'cache_creation',
  'cacheWriteInputTokens',
];
const CACHE_LIFETIMES = ['cache_creation', 'cache_creation_token_details', 'cacheCreation'];
const REASONING = ['reasoning_tokens', 'thinking_tokens', 'thoughtsTokenCount', 'reasoningTokens'];
/** More tokens than this in one call are a fault of the report. */
const MOST_TOKENS = 1e12;

/**
 * Reads the counts of a provider's own usage object, in the shapes of OpenAI (chat and responses) and those who follow
 * them, Anthropic, Google and Bedrock. The same count under two names is taken once.
 *
 * @returns `undefined` where the object names neither input nor output.
 */
export function readReportedUsage(raw: unknown): ReportedUsage | undefined {
  const usage = fields(raw);
  const input = largest([usage], INPUT);
  const output = largest([usage], OUTPUT);
  if (input === undefined && output === undefined) return undefined;
  const inputGroups = [usage, ...INPUT_GROUPS.map(group => fields(usage[group]))];
  const outputGroups = [usage, ...OUTPUT_GROUPS.map(group => fields(usage[group]))];
  const isGoogle = 'promptTokenCount' in usage || 'candidatesTokenCount' in usage;
  const write = largest(inputGroups, CACHE_WRITE);
  const lifetimes = inputGroups.flatMap(group => CACHE_LIFETIMES.map(name => fields(group[name])));
  const hour = largest(lifetimes, ['ephemeral_1h_input_tokens']) ?? bedrockHour(usage.cacheDetails);
  const minutes = largest(lifetimes, ['ephemeral_5m_input_tokens']);
  const written = write ?? (hour === undefined && minutes === undefined ? undefined : (hour ?? 0) + (minutes ?? 0));
  const toolPrompt = isGoogle ? (count(usage.toolUsePromptTokenCount) ?? 0) : 0;
  const cacheWrite1h = hour === undefined ? undefined : Math.min(hour, written ?? hour);
  return {
    input: input === undefined && toolPrompt === 0 ? undefined : (input ?? 0) + toolPrompt,
    output,
    total: largest([usage], TOTAL),
    cacheRead: largest(inputGroups, CACHE_READ),
    cacheWrite: written === undefined ? undefined : written - (cacheWrite1h ?? 0),
    cacheWrite1h,
    reasoning: largest(outputGroups, REASONING),
    cacheInsideInput: !countsCacheBeside(usage),
    reasoningInsideOutput: !isGoogle,
  };
}

/** What is a count of something: a finite number from 0, also as text. Anything else is unknown. */
export function count(given: unknown): number | undefined {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof value === 'number' && value >= 0 && value <= MOST_TOKENS ? value : undefined;
}

/** Anthropic and Bedrock report the cached part of a prompt beside its fresh part. */
function countsCacheBeside(usage: Fields): boolean {
  if ('prompt_tokens' in usage) return false;
  return (
    'cache_read_input_tokens' in usage ||
    'cache_creation_input_tokens' in usage ||
    'cacheReadInputTokens' in usage ||
    'cacheWriteInputTokens' in usage
  );
}

function bedrockHour(details: unknown): number | undefined {
  if (!Array.isArray(details)) return undefined;
  return largest(
    details.map(fields).filter(entry => entry.ttl === '1h'),
    ['inputTokens'],
  );
}

function largest(groups: readonly Fields[], names: readonly string[]): number | undefined {
  let found: number | undefined;
  for (const group of groups) {
    for (const name of names) {
      const value = count(group[name]);
      if (value !== undefined && (found === undefined || value > found)) found = value;
    }
  }
  return found;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
