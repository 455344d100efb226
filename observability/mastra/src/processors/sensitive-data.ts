import { MastraError } from '@mastra/core/error';
import type { ObservabilityEvent, SignalProcessor } from '@mastra/core/observability';
import type { Redactor } from '../spans/redactor.ts';
import type { ExemptPaths } from './exempt.ts';
import { fieldRule, pairRule } from './field-rule.ts';
import { type RedactionStyle, resolveFilterOptions, type SensitiveDataFilterOptions } from './filter-options.ts';
import type { Finder, PatternRecogniser } from './recogniser.ts';
import { redactEvent } from './redact-event.ts';
import { quoted } from './scan/quoting.ts';
import { TextScanner } from './scan/text-scanner.ts';
import { TellingNames } from './telling-names.ts';
import { Tokens } from './tokens.ts';

/** What a filter did so far. */
export interface RedactionStats {
  /** Values that were masked, by the rule that masked them. */
  readonly masked: Readonly<Record<string, number>>;
  /** Texts that were left out altogether because a pattern of the user's threw. */
  readonly failed: number;
}

/** A place in a text that a filter masks, and why. */
export interface RedactionExplanation {
  /** The rule that fired, such as `GITHUB_TOKEN` or `PASSWORD`. */
  readonly rule: string;
  /** The first character that is masked. */
  readonly start: number;
  /** The first character behind it. */
  readonly end: number;
}

/** No rule fits into fewer characters: the ids, roles and words that most strings are cost nothing. */
const SHORTEST = 8;
/** Stands for a text that a pattern of the user's threw at: what it held is not known to be harmless. */
const FAILED = '[REDACTION FAILED]';

/**
 * Takes secrets out of all five signals and every field of them: by the name that stands with them, and by their shape.
 * It runs by default. As the first processor it works in the very pass in which a payload is captured, so that what it
 * takes out is never copied.
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
  readonly #names: TellingNames;
  readonly #scanner: TextScanner;
  /** Those that have to see every text. */
  readonly #finders: readonly Finder[];
  readonly #patterns: readonly PatternRecogniser[];
  readonly #exemptValues: ReadonlySet<string>;
  readonly #token: string;
  readonly #style: RedactionStyle;
  readonly #tokens: Tokens;
  readonly #masked = new Map<string, number>();
  #failed = 0;

  constructor(options: SensitiveDataFilterOptions = {}) {
    const resolved = resolveFilterOptions(options);
    const { groups } = resolved;
    this.exempt = resolved.exempt;
    this.#names = new TellingNames(resolved.sensitiveFields);
    this.#scanner = new TextScanner(this.#names, {
      keys: groups.has('keys'),
      bearer: groups.has('bearer'),
      jwt: groups.has('jwt'),
      privateKey: groups.has('privateKey'),
      urlCredentials: groups.has('urlCredentials'),
    });
    this.#finders = resolved.finders;
    this.#patterns = resolved.patterns;
    this.#exemptValues = resolved.exemptValues;
    this.#token = resolved.redactionToken;
    this.#style = resolved.redactionStyle;
    this.#tokens = new Tokens(resolved.maxIndexedValues);
  }

  /** What was masked so far, by rule. */
  stats(): RedactionStats {
    return { masked: Object.fromEntries(this.#masked), failed: this.#failed };
  }

  /**
   * What the filter would mask in a text, in order, and by which rule. Counts nothing.
   *
   * @example
   * filter.explain('DB_PASSWORD=hunter2'); // [{ rule: 'PASSWORD', start: 12, end: 19 }]
   */
  explain(text: string): readonly RedactionExplanation[] {
    const found: RedactionExplanation[] = [];
    for (const { start, end, rule, value } of this.#scanner.scan(text) ?? []) {
      if (!this.#isExempt(value)) found.push({ rule, start, end });
    }
    const isFree = (start: number, end: number) => found.every(one => end <= one.start || start >= one.end);
    for (const { name, find } of this.#finders) {
      for (let one = find(text, 0); one; one = find(text, one.end)) {
        if (isFree(one.start, one.end)) found.push({ rule: name, start: one.start, end: one.end });
      }
    }
    for (const { name, pattern, accept } of this.#patterns) {
      for (const { 0: match, index } of text.matchAll(pattern)) {
        if ((accept?.(match) ?? true) && isFree(index, index + match.length)) {
          found.push({ rule: name, start: index, end: index + match.length });
        }
      }
    }
    return found.sort((a, b) => a.start - b.start);
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

  /** The rule of a name whose values are secrets, such as `API_KEY`; `undefined` for a name that tells nothing. */
  ruleOf(name: string): string | undefined {
    return this.#names.of(name)?.rule;
  }

  isTelling(name: string): boolean {
    return this.#names.of(name) !== undefined || isRowValue(name);
  }

  maskOfField(name: string, value: unknown, owner: object): string | undefined {
    const rule = fieldRule(name, value, owner, this.#names);
    return rule === undefined || this.#isExempt(value) ? undefined : this.mask(value, rule);
  }

  maskOfPair(name: string, value: unknown, isPair: boolean): string | undefined {
    const rule = pairRule(name, value, isPair, this.#names);
    return rule === undefined || this.#isExempt(value) ? undefined : this.mask(value, rule);
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
    let text = value.length < SHORTEST ? value : this.#scanned(value);
    for (const finder of this.#finders) text = this.#find(text, finder);
    return this.#patterns.length === 0 ? text : this.#ownPatterns(text);
  }

  #scanned(text: string): string {
    const found = this.#scanner.scan(text);
    if (found === undefined) return text;
    let masked = '';
    let from = 0;
    for (const { start, end, rule, value, quoting } of found) {
      if (this.#isExempt(value)) continue;
      const mask = this.mask(value, rule);
      masked += text.slice(from, start) + (quoting === undefined ? mask : quoted(mask, quoting));
      from = end;
    }
    return from === 0 ? text : masked + text.slice(from);
  }

  #isExempt(value: unknown): boolean {
    return typeof value === 'string' && this.#exemptValues.has(value);
  }

  /** The user's patterns. Where one throws, nothing of the text is kept. */
  #ownPatterns(value: string): string {
    try {
      return this.#patterns.reduce((text, one) => this.#replace(text, one), value);
    } catch {
      this.#failed++;
      return FAILED;
    }
  }

  #replace(text: string, { name, pattern, accept }: PatternRecogniser): string {
    return text.replace(pattern, (match: string) => {
      if (match === '' || (accept && !accept(match)) || this.#isExempt(match)) return match;
      return this.mask(match, name);
    });
  }

  #find(text: string, { name, find }: Finder): string {
    let masked = '';
    let from = 0;
    for (let found = find(text, 0); found; found = find(text, from)) {
      const value = text.slice(found.start, found.end);
      masked += text.slice(from, found.start) + (this.#isExempt(value) ? value : this.mask(value, name));
      from = found.end;
    }
    return from === 0 ? text : masked + text.slice(from);
  }
}

/** `{ name: 'Authorization', value: '…' }`: the name stands beside it. */
function isRowValue(name: string): boolean {
  return name === 'value' || name === 'Value' || name === 'val';
}
