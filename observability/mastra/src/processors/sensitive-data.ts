import { MastraError } from '@mastra/core/error';
import type { ObservabilityEvent, SignalProcessor } from '@mastra/core/observability';
import type { Redactor } from '../spans/capture.ts';
import { maskEmbeddedFields } from './embedded-fields.ts';
import type { ExemptPaths } from './exempt.ts';
import { type RedactionStyle, resolveFilterOptions, type SensitiveDataFilterOptions } from './filter-options.ts';
import { hasRun } from './has-run.ts';
import type { Finder, PatternRecogniser, Recogniser } from './recogniser.ts';
import { redactEvent } from './redact-event.ts';
import { SensitiveKeys } from './sensitive-keys.ts';
import { Tokens } from './tokens.ts';

/** What a filter did so far. */
export interface RedactionStats {
  /** Values that were masked, by the rule that masked them. */
  readonly masked: Readonly<Record<string, number>>;
  /** Texts that were left out altogether because a pattern of the user's threw. */
  readonly failed: number;
}

/** The shortest secret of the built-in rules is longer: the ids, roles and words that most strings are cost nothing. */
const SHORTEST = 8;
/** Below this length one look for a long stretch is cheaper than a search for every hint. At least 8, for `isForeign`. */
const SHORT = 500;
/** Stands for a text that a pattern of the user's threw at: what it held is not known to be harmless. */
const FAILED = '[REDACTION FAILED]';

/**
 * Takes secrets out of all five signals and every field of them: by the name of a key, also in text that holds JSON, and
 * by their shape in text. It runs by default. As the first processor it works in the very pass in which a payload is
 * captured, so that what it takes out is never copied.
 *
 * @throws `MastraError` `SENSITIVE_DATA_FILTER_INVALID`
 *
 * @example
 * new Mastra({ observability: { serviceName: 'app', processors: [new SensitiveDataFilter({ redactionStyle: 'partial' })] } });
 *
 * @example
 * const filter = new SensitiveDataFilter({
 *   recognise: ['email', 'card'],
 *   patterns: [{ name: 'ORDER', pattern: /\bORD-\d{8}\b/ }],
 *   exempt: ['input.messages.*.id'],
 *   redactionStyle: 'indexed',       // 'Ada is [EMAIL_1], and so is [EMAIL_1]'
 * });
 * filter.stats().masked;             // { EMAIL: 2 }
 */
export class SensitiveDataFilter implements SignalProcessor, Redactor {
  readonly name = 'sensitive-data-filter';
  /** The paths to values that are left alone. */
  readonly exempt: ExemptPaths | undefined;
  readonly #keys: SensitiveKeys;
  readonly #anywhere: readonly PatternRecogniser[];
  /** Those that a short text needs a stretch of at least `#shortestRun` characters for. */
  readonly #inRuns: readonly PatternRecogniser[];
  readonly #shortestRun: number;
  /** Those that have to see every text. */
  readonly #finders: readonly Finder[];
  readonly #patterns: readonly Recogniser[];
  readonly #token: string;
  readonly #style: RedactionStyle;
  readonly #tokens: Tokens;
  readonly #masked = new Map<string, number>();
  #failed = 0;
  readonly #maskField = (value: unknown, rule: string) => this.mask(value, rule);

  constructor(options: SensitiveDataFilterOptions = {}) {
    const resolved = resolveFilterOptions(options);
    const patterns = resolved.builtIn.filter(recogniser => 'pattern' in recogniser);
    this.exempt = resolved.exempt;
    this.#keys = new SensitiveKeys(resolved.sensitiveFields);
    this.#anywhere = patterns.filter(recogniser => !recogniser.minRun);
    this.#inRuns = patterns.filter(recogniser => recogniser.minRun);
    this.#shortestRun = Math.min(...this.#inRuns.map(recogniser => recogniser.minRun!));
    this.#finders = resolved.builtIn.filter(recogniser => 'find' in recogniser);
    this.#patterns = resolved.patterns;
    this.#token = resolved.redactionToken;
    this.#style = resolved.redactionStyle;
    this.#tokens = new Tokens(resolved.maxIndexedValues);
  }

  /** What was masked so far, by rule. */
  stats(): RedactionStats {
    return { masked: Object.fromEntries(this.#masked), failed: this.#failed };
  }

  /** @throws `MastraError` `SENSITIVE_DATA_PATTERN_FAILED` where a pattern of the user's throws: the event is dropped. */
  process(event: ObservabilityEvent): ObservabilityEvent {
    const failed = this.#failed;
    const redacted = redactEvent(event, this);
    if (this.#failed === failed) return redacted;
    throw new MastraError({
      code: 'SENSITIVE_DATA_PATTERN_FAILED',
      domain: 'OBSERVABILITY',
      message:
        'A pattern that was given to SensitiveDataFilter threw, so this event is not known to be harmless. Mend its `accept` function.',
    });
  }

  ruleOf(key: string): string | undefined {
    return this.#keys.ruleOf(key);
  }

  mask(value: unknown, rule: string): string {
    this.#masked.set(rule, (this.#masked.get(rule) ?? 0) + 1);
    switch (this.#style) {
      case 'full':
        return this.#token;
      case 'partial':
        return typeof value === 'string' && value.length >= 12
          ? `${value.slice(0, 3)}…${value.slice(-3)}`
          : this.#token;
      case 'indexed':
        return typeof value === 'object' ? `[${rule}]` : this.#tokens.of(String(value), rule);
    }
  }

  text(value: string): string {
    let text = value;
    if (value.length >= SHORTEST) {
      text = this.#known(maskEmbeddedFields(text, this.#keys, this.#maskField));
    }
    for (const finder of this.#finders) text = this.#find(text, finder);
    return this.#patterns.length === 0 ? text : this.#ownPatterns(text);
  }

  /** The built-in patterns. */
  #known(value: string): string {
    let text = value;
    for (const recogniser of this.#anywhere) text = this.#replace(text, recogniser);
    if ((text.length < SHORT || isForeign(text)) && !hasRun(text, this.#shortestRun)) return text;
    for (const recogniser of this.#inRuns) text = this.#replace(text, recogniser);
    return text;
  }

  /** The user's patterns. Where one throws, nothing of the text is kept. */
  #ownPatterns(value: string): string {
    try {
      return this.#patterns.reduce(
        (text, one) => ('pattern' in one ? this.#replace(text, one) : this.#find(text, one)),
        value,
      );
    } catch {
      this.#failed++;
      return FAILED;
    }
  }

  #replace(text: string, { name, pattern, hints, hasContext, accept }: PatternRecogniser): string {
    if (hints && !includesAll(text, hints)) return text;
    return text.replace(pattern, (match: string, group: string) => {
      const context = hasContext ? group : '';
      const secret = match.slice(context.length);
      return secret === '' || (accept && !accept(secret)) ? match : context + this.mask(secret, name);
    });
  }

  #find(text: string, { name, find }: Finder): string {
    let masked = '';
    let from = 0;
    for (let found = find(text, 0); found; found = find(text, from)) {
      masked += text.slice(from, found.start) + this.mask(text.slice(found.start, found.end), name);
      from = found.end;
    }
    return from === 0 ? text : masked + text.slice(from);
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
