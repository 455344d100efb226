import { findCard } from './card.ts';
import { findEmail } from './email.ts';
import type { Recogniser } from './recogniser.ts';

/** A key has digits; a hyphenated phrase such as `sk-some-long-css-class-name` has none. */
const hasDigit = (key: string) => /\d/.test(key);

/** What a filter can find in text, by the name that its options use. */
export const RECOGNISERS = {
  /** Keys with a vendor's prefix. */
  keys: [
    { name: 'API_KEY', minRun: 19, hints: ['-', 'k-'], pattern: /\b[spr]k-[A-Za-z0-9_-]{16,}\b/g, accept: hasDigit },
    { name: 'API_KEY', minRun: 19, hints: ['_', 'k_'], pattern: /\b[spr]k_[A-Za-z0-9_-]{16,}\b/g, accept: hasDigit },
    { name: 'GITHUB_TOKEN', minRun: 24, hints: ['_', 'gh'], pattern: /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g },
    { name: 'GITHUB_TOKEN', minRun: 31, hints: ['_pat_'], pattern: /\bgithub_pat_[A-Za-z0-9_]{20,}\b/g },
    { name: 'GITLAB_TOKEN', minRun: 22, hints: ['-', 'glpat'], pattern: /\bglpat-[A-Za-z0-9_-]{16,}\b/g },
    { name: 'SLACK_TOKEN', minRun: 15, hints: ['-', 'xox'], pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/g },
    { name: 'GOOGLE_API_KEY', minRun: 34, hints: ['AIza'], pattern: /\bAIza[A-Za-z0-9_-]{30,}\b/g },
    { name: 'AWS_ACCESS_KEY', minRun: 20, hints: ['AKIA'], pattern: /\bAKIA[A-Z0-9]{16}\b/g },
    { name: 'AWS_ACCESS_KEY', minRun: 20, hints: ['ASIA'], pattern: /\bASIA[A-Z0-9]{16}\b/g },
  ],
  /** Credentials in the form of an `Authorization` header. */
  bearer: [
    { name: 'BEARER_TOKEN', minRun: 20, hints: [' ', 'Bearer'], pattern: /\bBearer +[A-Za-z0-9._~+/-]{20,}=*/g },
    { name: 'BEARER_TOKEN', minRun: 20, hints: [' ', 'bearer'], pattern: /\bbearer +[A-Za-z0-9._~+/-]{20,}=*/g },
    { name: 'BASIC_CREDENTIALS', minRun: 20, hints: [' ', 'Basic'], pattern: /\bBasic +[A-Za-z0-9._~+/-]{20,}=*/g },
  ],
  jwt: [
    {
      name: 'JWT',
      minRun: 28,
      hints: ['.eyJ'],
      // The look behind: every stretch is read once, whatever is repeated in it.
      pattern: /eyJ(?<![A-Za-z0-9_-]eyJ)[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*/g,
    },
  ],
  privateKey: [
    {
      name: 'PRIVATE_KEY',
      hints: ['BEGIN'],
      pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    },
  ],
  /** The password in `scheme://user:password@host`. */
  urlCredentials: [
    {
      name: 'URL_CREDENTIALS',
      hasContext: true,
      hints: ['@', '://'],
      pattern: /(:\/\/[^\s/:@]{0,200}:)[^\s/@]{1,200}(?=@)/g,
    },
  ],
  email: [{ name: 'EMAIL', find: findEmail }],
  /** Numbers of payment cards, with the check digit right. */
  card: [{ name: 'CARD', find: findCard }],
} as const satisfies Readonly<Record<string, readonly Recogniser[]>>;

export type RecogniserGroup = keyof typeof RECOGNISERS;

export const RECOGNISER_GROUPS = Object.keys(RECOGNISERS) as readonly RecogniserGroup[];

/** What is found where the options say nothing: secrets. Personal data is often what a conversation is about. */
export const DEFAULT_RECOGNISERS: readonly RecogniserGroup[] = [
  'keys',
  'bearer',
  'jwt',
  'privateKey',
  'urlCredentials',
];
