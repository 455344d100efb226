/** Finds one kind of secret in running text. */
export interface Recogniser {
  /** Names the rule. */
  readonly name: string;
  /**
   * Global. What its first group captures, where it has one that is at the very beginning of the match, is context: it
   * stays in front of the mask. Patterns that begin with a few fixed letters are many times faster than those that
   * begin with a choice of words or look behind: make two of them instead.
   */
  readonly pattern: RegExp;
  /**
   * The shortest stretch of ASCII letters, digits and `+,-./:;<=>?@[\]^_{|}~` that a match has; text without one is
   * passed over. @default 0
   */
  readonly minRun?: number;
  /** Text without any of these cannot match. Worth it where their first letter is rare: they are found faster than it. */
  readonly hints?: readonly string[];
  /** A closer look at what would be masked. */
  readonly accept?: (secret: string) => boolean;
}

/** Shorter than any key that is worth stealing, longer than almost every word of prose. */
const MIN_RUN = 20;

/**
 * Secrets that have a shape of their own: credentials in a header's form, and keys with a vendor's prefix. Almost all of
 * them are long stretches without a space, which prose does not have.
 */
export const SECRET_RECOGNISERS: readonly Recogniser[] = [
  {
    name: 'BEARER_TOKEN',
    minRun: MIN_RUN,
    pattern: /\b(?:[Bb]earer|Basic) +[A-Za-z0-9._~+/-]{20,}=*/g,
  },
  {
    name: 'API_KEY',
    minRun: MIN_RUN,
    hints: ['k-', 'k_'],
    pattern: /\b[spr]k[-_][A-Za-z0-9_-]{16,}\b/g,
    // A key has digits; a hyphenated phrase such as `sk-some-long-css-class-name` has none.
    accept: key => /\d/.test(key),
  },
  { name: 'GITHUB_TOKEN', minRun: MIN_RUN, hints: ['_'], pattern: /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g },
  { name: 'GITHUB_PAT', minRun: MIN_RUN, hints: ['_pat_'], pattern: /\bgithub_pat_[A-Za-z0-9_]{20,}\b/g },
  { name: 'GITLAB_TOKEN', minRun: MIN_RUN, hints: ['lpat-'], pattern: /\bglpat-[A-Za-z0-9_-]{16,}\b/g },
  { name: 'SLACK_TOKEN', minRun: MIN_RUN, hints: ['xox'], pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/g },
  { name: 'GOOGLE_API_KEY', minRun: MIN_RUN, hints: ['AIza'], pattern: /\bAIza[A-Za-z0-9_-]{30,}\b/g },
  { name: 'AWS_ACCESS_KEY', minRun: MIN_RUN, pattern: /\bA[KS]IA[A-Z0-9]{16}\b/g },
  {
    name: 'JWT',
    minRun: MIN_RUN,
    hints: ['.eyJ'],
    pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
  },
  {
    name: 'PRIVATE_KEY',
    minRun: MIN_RUN,
    hints: ['PRIVATE KEY'],
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  },
  {
    name: 'URL_CREDENTIALS',
    hints: ['://'],
    pattern: /(:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,200}(?=@)/g,
  },
];
