import type { ObservabilityEvent, SignalProcessor } from '@mastra/core/observability';
import type { Redactor } from '../spans/capture.ts';
import { hasRun } from './has-run.ts';
import { type Recogniser, SECRET_RECOGNISERS } from './recognisers.ts';
import { redactEvent } from './redact-event.ts';
import { SensitiveKeys } from './sensitive-keys.ts';

export interface SensitiveDataFilterOptions {
  /** Keys whose values are masked, compared without case, `-` and `_`. Replaces the default list. */
  readonly sensitiveFields?: readonly string[];
  /** Patterns to find in text. Replaces the built-in ones (keys, bearer tokens, JWTs, private keys). */
  readonly recognisers?: readonly Recogniser[];
  /** What stands in the place of what was taken out. @default '[REDACTED]' */
  readonly redactionToken?: string;
  /** `partial` keeps the first and last three characters of long values. @default 'full' */
  readonly redactionStyle?: 'full' | 'partial';
}

/** The shortest secret of the built-in rules is longer: the ids, roles and words that most strings are cost nothing. */
const SHORTEST = 8;
/** Below this length one look for a long stretch is cheaper than a search for every hint. At least 8, for `isForeign`. */
const SHORT = 500;

/**
 * Takes secrets out of all five signals and every field of them: by the name of a key, and by their shape in text.
 * It runs by default. As the first processor it works in the very pass in which a payload is captured, so that what it
 * takes out is never copied.
 *
 * @example
 * new Mastra({ observability: { serviceName: 'app', processors: [new SensitiveDataFilter({ redactionStyle: 'partial' })] } });
 */
export class SensitiveDataFilter implements SignalProcessor, Redactor {
  readonly name = 'sensitive-data-filter';
  readonly #keys: SensitiveKeys;
  readonly #anywhere: readonly Recogniser[];
  /** Those that a short text needs a stretch of at least `#shortestRun` characters for. */
  readonly #inRuns: readonly Recogniser[];
  readonly #shortestRun: number;
  readonly #shortest: number;
  readonly #token: string;
  readonly #partial: boolean;

  constructor(options: SensitiveDataFilterOptions = {}) {
    this.#keys = new SensitiveKeys(options.sensitiveFields);
    const recognisers = options.recognisers ?? SECRET_RECOGNISERS;
    // A rule of the user's own may look for less.
    this.#shortest = options.recognisers ? 0 : SHORTEST;
    this.#anywhere = recognisers.filter(recogniser => !recogniser.minRun);
    this.#inRuns = recognisers.filter(recogniser => recogniser.minRun);
    this.#shortestRun = Math.min(...this.#inRuns.map(recogniser => recogniser.minRun!));
    this.#token = options.redactionToken ?? '[REDACTED]';
    this.#partial = options.redactionStyle === 'partial';
  }

  process(event: ObservabilityEvent): ObservabilityEvent {
    return redactEvent(event, this);
  }

  isSensitiveKey(key: string): boolean {
    return this.#keys.has(key);
  }

  mask(value: unknown): string {
    if (!this.#partial || typeof value !== 'string' || value.length < 12) return this.#token;
    return `${value.slice(0, 3)}…${value.slice(-3)}`;
  }

  text(value: string): string {
    if (value.length < this.#shortest) return value;
    let text = value;
    for (const recogniser of this.#anywhere) text = this.#mask(text, recogniser);
    if ((text.length < SHORT || isForeign(text)) && !hasRun(text, this.#shortestRun)) return text;
    for (const recogniser of this.#inRuns) text = this.#mask(text, recogniser);
    return text;
  }

  #mask(text: string, { pattern, hints, accept }: Recogniser): string {
    if (hints && !includesAll(text, hints)) return text;
    return text.replace(pattern, (match: string, group: unknown) => {
      const context = typeof group === 'string' ? group : '';
      const secret = match.slice(context.length);
      return accept && !accept(secret) ? match : context + this.mask(secret);
    });
  }
}

/**
 * Whether a text is written mostly in other letters than Latin ones: a few places tell. Such text has no stretches, and
 * a search for hints in it is slow.
 */
function isForeign(text: string): boolean {
  const step = text.length >> 3;
  for (let at = 0; at < text.length; at += step) if (text.charCodeAt(at) > 0xff) return true;
  return false;
}

function includesAll(text: string, parts: readonly string[]): boolean {
  for (const part of parts) if (!text.includes(part)) return false;
  return true;
}
