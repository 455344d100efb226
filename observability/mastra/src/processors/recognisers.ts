import { findCard } from './card.ts';
import { findEmail } from './email.ts';
import type { Finder } from './recogniser.ts';

/**
 * What a filter can find in text, by the name that its options use.
 * - `keys`: keys that their shape shows, such as `ghp_…`;
 * - `bearer`: credentials in the form of an `Authorization` header;
 * - `jwt`, `privateKey`: tokens and PEM blocks;
 * - `urlCredentials`: passwords in addresses, and webhooks;
 * - `email`, `card`: personal data, and numbers of payment cards with the check digit right.
 */
export const RECOGNISER_GROUPS = ['keys', 'bearer', 'jwt', 'privateKey', 'urlCredentials', 'email', 'card'] as const;

export type RecogniserGroup = (typeof RECOGNISER_GROUPS)[number];

/** What is found where the options say nothing: secrets. Personal data is often what a conversation is about. */
export const DEFAULT_RECOGNISERS: readonly RecogniserGroup[] = [
  'keys',
  'bearer',
  'jwt',
  'privateKey',
  'urlCredentials',
];

/** The groups that read a text on their own, in linear time. */
export const FINDERS: Readonly<Partial<Record<RecogniserGroup, Finder>>> = {
  email: { name: 'EMAIL', find: findEmail },
  card: { name: 'CARD', find: findCard },
};
