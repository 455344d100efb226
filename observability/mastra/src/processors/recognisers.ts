/** Finds one kind of secret in running text. */
export interface Recogniser {
  /** Names the rule. */
  readonly name: string;
  /**
   * Global. A first group at the very beginning of the match is context: what it captured stays in front of the mask.
   * Patterns that begin with fixed letters are many times faster than those that begin with a choice of words or look
   * behind: two recognisers are better than one.
   */
  readonly pattern: RegExp;
  /**
   * Text that lacks one of these cannot match. They are looked for in this order, many times faster than the pattern:
   * rare ones first, at most six letters, which begin with a rare one. @default none
   */
  readonly hints?: readonly string[];
  /**
   * The shortest stretch that every match has of ASCII letters, digits and `+,-./:;<=>?@[\]^_{|}~`. Short texts without
   * such a stretch are passed over. @default 0
   */
  readonly minRun?: number;
  /** A closer look at what would be masked. */
  readonly accept?: (secret: string) => boolean;
}

/** A key has digits; a hyphenated phrase such as `sk-some-long-css-class-name` has none. */
const hasDigit = (key: string) => /\d/.test(key);

/** Secrets that have a shape of their own: credentials in a header's form or in a URL, and keys with a vendor's prefix. */
export const SECRET_RECOGNISERS: readonly Recogniser[] = [
  { name: 'BEARER_TOKEN', minRun: 20, hints: [' ', 'Bearer'], pattern: /\bBearer +[A-Za-z0-9._~+/-]{20,}=*/g },
  { name: 'BEARER_TOKEN', minRun: 20, hints: [' ', 'bearer'], pattern: /\bbearer +[A-Za-z0-9._~+/-]{20,}=*/g },
  { name: 'BASIC_CREDENTIALS', minRun: 20, hints: [' ', 'Basic'], pattern: /\bBasic +[A-Za-z0-9._~+/-]{20,}=*/g },
  { name: 'API_KEY', minRun: 19, hints: ['-', 'k-'], pattern: /\b[spr]k-[A-Za-z0-9_-]{16,}\b/g, accept: hasDigit },
  { name: 'API_KEY', minRun: 19, hints: ['_', 'k_'], pattern: /\b[spr]k_[A-Za-z0-9_-]{16,}\b/g, accept: hasDigit },
  { name: 'GITHUB_TOKEN', minRun: 24, hints: ['_', 'gh'], pattern: /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g },
  { name: 'GITHUB_TOKEN', minRun: 31, hints: ['_pat_'], pattern: /\bgithub_pat_[A-Za-z0-9_]{20,}\b/g },
  { name: 'GITLAB_TOKEN', minRun: 22, hints: ['-', 'glpat'], pattern: /\bglpat-[A-Za-z0-9_-]{16,}\b/g },
  { name: 'SLACK_TOKEN', minRun: 15, hints: ['-', 'xox'], pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/g },
  { name: 'GOOGLE_API_KEY', minRun: 34, hints: ['AIza'], pattern: /\bAIza[A-Za-z0-9_-]{30,}\b/g },
  { name: 'AWS_ACCESS_KEY', minRun: 20, hints: ['AKIA'], pattern: /\bAKIA[A-Z0-9]{16}\b/g },
  { name: 'AWS_ACCESS_KEY', minRun: 20, hints: ['ASIA'], pattern: /\bASIA[A-Z0-9]{16}\b/g },
  {
    name: 'JWT',
    minRun: 28,
    hints: ['.eyJ'],
    pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
  },
  {
    name: 'PRIVATE_KEY',
    hints: ['BEGIN'],
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  },
  { name: 'URL_CREDENTIALS', hints: ['@', '://'], pattern: /(:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,200}(?=@)/g },
];
