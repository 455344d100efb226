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
  readonly #recognisers: readonly Recogniser[];
  readonly #token: string;
  readonly #partial: boolean;
  /** Text without a run of this length cannot hold anything that is looked for. */
  readonly #shortest: number;

  constructor(options: SensitiveDataFilterOptions = {}) {
    this.#keys = new SensitiveKeys(options.sensitiveFields);
    this.#recognisers = options.recognisers ?? SECRET_RECOGNISERS;
    this.#shortest = Math.min(...this.#recognisers.map(recogniser => recogniser.minRun ?? 0));
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
    if (value.length < this.#shortest || (this.#shortest > 0 && !hasRun(value, this.#shortest))) return value;
    let text = value;
    for (const recogniser of this.#recognisers) {
      if (!recogniser.hints.some(hint => text.includes(hint))) continue;
      text = text.replace(recogniser.pattern, match =>
        recogniser.accept && !recogniser.accept(match) ? match : this.mask(match),
      );
    }
    return text;
  }
}
