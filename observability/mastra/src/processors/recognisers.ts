/** Finds one kind of secret in running text. */
export interface Recogniser {
  /** Names the rule, and the token of the indexed style. */
  readonly name: string;
  /** Text without any of these cannot match: a cheap look before the pattern. */
  readonly hints: readonly string[];
  /** The shortest stretch without white space that a match can have; text without one is passed over. @default 0 */
  readonly minRun?: number;
  /** Global. */
  readonly pattern: RegExp;
  /** A closer look at what the pattern found. */
  readonly accept?: (match: string) => boolean;
}

/** Shorter than any key that is worth stealing, longer than almost every word of prose. */
const MIN_RUN = 20;

/**
 * Secrets that have a shape of their own: credentials in a header's form, and keys with a vendor's prefix. All of them
 * are long stretches without a space, which prose does not have.
 */
export const SECRET_RECOGNISERS: readonly Recogniser[] = [
  {
    name: 'BEARER_TOKEN',
    minRun: MIN_RUN,
    hints: ['Bearer ', 'Basic ', 'bearer '],
    pattern: /\b(?:Bearer|bearer|Basic) +[A-Za-z0-9._~+/-]{20,}=*/g,
  },
  {
    name: 'API_KEY',
    minRun: MIN_RUN,
    hints: ['k-', 'k_', 'hp_', 'hs_', 'ho_', 'hu_', 'hr_', 'b_pat_', 'xox', 'AIza', 'AKIA', 'ASIA', 'lpat-'],
    pattern:
      /\b(?:(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|lf|svcacct)?[-_]?[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{30,}|A[KS]IA[A-Z0-9]{16})\b/g,
    // A key has digits; a hyphenated phrase such as `sk-some-long-css-class-name` has none.
    accept: match => /\d/.test(match),
  },
  {
    name: 'JWT',
    minRun: MIN_RUN,
    hints: ['yJ'],
    pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
  },
  {
    name: 'PRIVATE_KEY',
    minRun: MIN_RUN,
    hints: ['-----BEGIN'],
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  },
  {
    name: 'URL_CREDENTIALS',
    minRun: MIN_RUN,
    hints: ['://'],
    pattern: /(?<=:\/\/[^\s/:@]{1,200}:)[^\s/@]{1,200}(?=@)/g,
  },
];
