/** Where in a text something is: from `start` up to `end`, which is no longer part of it. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

interface RecogniserName {
  /** Names the rule in `[NAME_1]` and in the statistics. */
  readonly name: string;
}

/** Finds one kind of secret in running text by a pattern. */
export interface PatternRecogniser extends RecogniserName {
  /**
   * Global. Patterns that begin with fixed letters are many times faster than those that begin with a choice of words or look
   * behind: two recognisers are better than one. No part may be tried twice for the same stretch of text, or a hostile
   * text takes for ever.
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
  /** The first group stands at the very beginning and is context: it stays in front of the mask. @default false */
  readonly hasContext?: boolean;
  /** A closer look at what would be masked. */
  readonly accept?: (secret: string) => boolean;
}

/** Finds one kind of secret in running text by reading it, in linear time. */
export interface Finder extends RecogniserName {
  /** The first one that begins at `from` or later. */
  readonly find: (text: string, from: number) => Found | undefined;
}

export type Recogniser = PatternRecogniser | Finder;
