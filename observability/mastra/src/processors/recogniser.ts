/** Where in a text something is: from `start` up to `end`, which is no longer part of it. */
export interface Found {
  readonly start: number;
  readonly end: number;
}

interface RecogniserName {
  /** Names the rule in `[NAME_1]` and in the statistics. */
  readonly name: string;
}

/** A pattern of the user's, with the flag `g`. */
export interface PatternRecogniser extends RecogniserName {
  readonly pattern: RegExp;
  /** Masks only what it returns `true` for. */
  readonly accept?: (secret: string) => boolean;
}

/** Finds one kind of secret in running text by reading it, in linear time. */
export interface Finder extends RecogniserName {
  /** The first one that begins at `from` or later. */
  readonly find: (text: string, from: number) => Found | undefined;
}
